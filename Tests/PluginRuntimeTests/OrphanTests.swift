import ChildProcesses
import Glibc
import Logging
import NIOCore
import NIOPosix
import PluginWire
import TestSupport
import Testing

@testable import PluginRuntime

/// A host ends itself when its worker cannot end it.
@Suite struct OrphanTests {
    /// A host with a handler that hangs and has started a process, driven by hand. Answers how it ended.
    private func ending(of abandon: (_ frames: Int32) -> Void) async throws -> ProcessExit {
        let directory = try TemporaryDirectory()
        let file = "\(directory.path)/plugin.so"
        try CPlugin.compile("handlers.c", to: file)
        let launch = HostLaunch(
            executable: TestRuntime.hostExecutable, file: file, settings: HostSettings(),
            environment: [:], limits: HostLifecycle.Limits(), logger: RecordedLog().logger)
        let opened = try launch.open()
        defer {
            close(opened.process.standardOutput)
            close(opened.process.standardError)
        }
        let child = ChildProcess(opened.process, eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        let job = HostJob(
            token: 1, id: "id", type: "breeds", attempt: 1, retriesLeft: 0, pool: "p", traceParent: nil, payload: [],
            checkpoint: nil, timeoutMilliseconds: 0, cancelGraceMilliseconds: 0,
            heartbeatTimeoutMilliseconds: 0)
        let words = HostCommand.start(HostSettings()).encoded() + HostCommand.run(job).encoded()
        _ = words.withUnsafeBytes { write(opened.frames, $0.baseAddress, $0.count) }
        let offspring = try nextProgress(opened.frames)
        #expect(Processes.exists(offspring))
        abandon(opened.frames)
        let exit = try await child.exit.get()
        try await eventually("what the handler had started is gone") { !Processes.exists(offspring) }
        return exit
    }

    private func nextProgress(_ frames: Int32) throws -> pid_t {
        var splitter = FrameSplitter()
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(frames, &chunk, chunk.count)
            guard count > 0 else { throw TestFailure("the host closed its socket") }
            splitter.append(chunk[..<count])
            while let body = try splitter.next() {
                if case .progress(_, _, let message) = try HostEvent(decoding: body) {
                    return try #require(pid_t(message ?? ""))
                }
            }
        }
    }

    @Test func whenTheWorkerIsGone() async throws {
        #expect(try await ending { close($0) } == .exited(HostExitCode.workerGone.rawValue))
    }

    @Test func whenTheWorkerSendsNonsense() async throws {
        let exit = try await ending { frames in
            _ = [UInt8](repeating: 0xFF, count: 16).withUnsafeBytes { write(frames, $0.baseAddress, $0.count) }
        }
        #expect(exit == .exited(HostExitCode.workerGone.rawValue))
    }

    /// Takes the ten seconds that a worker may stand still.
    @Test func whenTheWorkerStandsStill() async throws {
        #expect(try await ending { _ in } == .exited(HostExitCode.workerStoodStill.rawValue))
    }
}
