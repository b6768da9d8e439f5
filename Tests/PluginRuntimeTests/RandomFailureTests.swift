import Glibc
import JobModel
import TestSupport
import Testing

@testable import PluginRuntime

/// The ways in which `random_failure` fails that end its plugin host.
@Suite struct RandomFailureTests {
    /// Copies the plugin that was built beside the host.
    private static func install(into directory: String) throws {
        let folder = TestRuntime.hostExecutable.dropLast("/jobyard-plugin-host".count)
        try Command.run("/bin/cp", ["\(folder)/librandom_failure.so", "\(directory)/random_failure.so"])
        guard chmod("\(directory)/random_failure.so", 0o755) == 0 else { throw TestFailure("chmod: \(errno)") }
    }

    private func payload(_ mode: String) -> String { #"{"failure_rate": 1, "mode": "\#(mode)"}"# }

    @Test func crashEndsTheProcessByASignal() async throws {
        try await TestRuntime.with([], prepare: Self.install) { test in
            let crashed = await test.run("random_failure", payload: payload("crash"))
            #expect(crashed.ending == .crashed)
            #expect(crashed.signal == "SIGABRT")
            let next = await test.run("random_failure", payload: payload("error"))
            #expect(next.ending == .transient)
            #expect(next.failure?.code == "random_failure")
        }
    }

    @Test func hangIgnoresItsCancellationAndIsKilled() async throws {
        try await TestRuntime.with([], prepare: Self.install) { test in
            let hung = await test.run("random_failure", payload: payload("hang"), timeoutMilliseconds: 200)
            #expect(hung.ending == .timedOut)
            try await eventually("its host is gone") { test.runtime.hostProcessIDs.isEmpty }
            let permanent = await test.run("random_failure", payload: payload("permanent"))
            #expect(permanent.ending == .failed)
        }
    }
}
