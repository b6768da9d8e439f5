import JobModel
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import PluginRuntime

/// A Swift plugin outside this repository: the example, copied elsewhere, built there as its author would, against the
/// SDK as a package of its own, and run by a real plugin host. Its handler awaits, so its jobs are pending.
@Suite struct ExternalPluginTests {
    private static let sdk =
        String(#filePath.dropLast("/Tests/PluginRuntimeTests/ExternalPluginTests.swift".count))
        + "/plugin-sdk"

    /// Answers the shared library.
    private func build(in directory: TemporaryDirectory) async throws -> String {
        let package = "\(directory.path)/countdown"
        try await NIOThreadPool.singleton.runIfActive {
            try Command.run("/bin/cp", ["-R", "\(Self.sdk)/examples/countdown", package])
            try Command.run("/bin/sed", ["-i", "s|\"../..\"|\"\(Self.sdk)\"|", "\(package)/Package.swift"])
            try Command.run("/usr/bin/env", ["swift", "build", "--quiet", "--package-path", package])
        }
        return "\(package)/.build/debug/libcountdown.so"
    }

    @Test func isBuiltElsewhereAndRuns() async throws {
        let directory = try TemporaryDirectory()
        let library = try await build(in: directory)
        func install(_ plugins: String) throws {
            try Command.run("/usr/bin/install", ["-m", "755", library, "\(plugins)/countdown.so"])
        }
        try await TestRuntime.with([], prepare: install) { test in
            #expect(test.runtime.refusals == [])
            let plugin = try #require(test.runtime.plugins.first)
            #expect(plugin.identity.id == "example.countdown")

            let checkpoint = Mutex<[UInt8]>([])
            let counted = await test.run(
                "countdown", payload: #"{"from": 3, "milliseconds": 1}"#,
                onCheckpoint: { bytes in checkpoint.withLock { $0 = bytes } })
            #expect(counted.ending == .completed)
            #expect(counted.resultText == #"{"counted":3}"#)
            #expect(counted.progress?.fraction == 1)
            #expect(checkpoint.withLock { String(decoding: $0, as: UTF8.self) } == #"{"number":0}"#)
            #expect(
                test.log.lines.contains { $0.message == "the checkpoint is no Reached, and passed over" },
                "what the test runtime says an earlier attempt kept")

            let refused = await test.run("countdown", payload: #"{"from": "x"}"#)
            #expect(refused.ending == .failed)
            #expect(refused.failure?.code == "invalid_payload")

            // Both end within their grace: the task was cancelled, and nobody had to be killed.
            let late = await test.run(
                "countdown", payload: #"{"from": 1, "milliseconds": 60000}"#, timeoutMilliseconds: 100)
            #expect(late.ending == .timedOut)
            let isCounting = Mutex(false)
            async let cancelled = test.run(
                "countdown", payload: #"{"from": 1000000, "milliseconds": 5}"#, token: "w/2.0",
                onProgress: { _ in isCounting.withLock { $0 = true } })
            try await eventually("it counts") { isCounting.withLock { $0 } }
            await test.runtime.cancel(LeaseToken("w/2.0"))
            #expect(await cancelled.ending == .cancelled)
            #expect(test.runtime.hostProcessIDs.count == 1)
            #expect(Set([counted, refused, late].map(\.hostProcessID)).count == 1, "one warm host did it all")
        }
    }
}
