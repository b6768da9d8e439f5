import JobModel
import Synchronization
import TestSupport
import Testing

@testable import PluginRuntime

/// Jobs that go on after `run` has returned, with real plugin hosts and a plugin in C.
@Suite struct PendingJobTests {
    private static let pending = [(source: "pending.c", defines: [String]())]

    @Test func completeSaysTheOutcome() async throws {
        try await TestRuntime.with(Self.pending) { test in
            for _ in 0..<5 {
                let checkpoint = Mutex<[UInt8]>([])
                let late = await test.run(
                    "late", payload: #"["λ"]"#, onCheckpoint: { bytes in checkpoint.withLock { $0 = bytes } })
                #expect(late.ending == .completed)
                #expect(late.resultText == #"["λ"]"#)
                #expect(late.progress?.fraction == 0.95)
                #expect(checkpoint.withLock { $0 } == [19, 0, 0, 0], "the last one, before the outcome")
            }
            let failing = await test.run("failing")
            #expect(failing.ending == .transient)
            #expect(failing.failure == JobFailure(code: "busy", message: "not now"))
            #expect(failing.retryAfterMilliseconds == 250)
            #expect(test.runtime.hostProcessIDs.count == 1, "one after the other, one warm host did it all")
        }
    }

    @Test func cancellationReachesAJobWhoseRunHasReturned() async throws {
        try await TestRuntime.with(Self.pending) { test in
            for number in 0..<3 {
                let isPending = Mutex(false)
                async let report = test.run(
                    "forever", token: "w/1.\(number)", onProgress: { _ in isPending.withLock { $0 = true } })
                try await eventually("it is pending") { isPending.withLock { $0 } }
                await test.runtime.cancel(LeaseToken("w/1.\(number)"))
                #expect(await report.ending == .cancelled)
            }
            #expect(await test.run("forever", timeoutMilliseconds: 100).ending == .timedOut)
            #expect(test.runtime.hostProcessIDs.count == 1, "nobody had to be killed")
        }
    }

    @Test func aCrashWhileAJobIsPendingIsTheJobs() async throws {
        try await TestRuntime.with(Self.pending) { test in
            let crashed = await test.run("crashing")
            #expect(crashed.ending == .crashed)
            #expect(crashed.signal == "SIGABRT")
            #expect(await test.run("ended").ending == .completed)
        }
    }

    @Test func aJobThatIsOverCannotBeCompleted() async throws {
        try await TestRuntime.with(Self.pending) { test in
            for _ in 0..<10 { #expect(await test.run("ended").ending == .completed) }
        }
    }

    @Test func theEndOfTheWorkerEndsAPendingJob() async throws {
        try await TestRuntime.with(Self.pending) { test in
            let isPending = Mutex(false)
            async let report = test.run("forever", onProgress: { _ in isPending.withLock { $0 = true } })
            try await eventually("it is pending") { isPending.withLock { $0 } }
            await test.runtime.kill(LeaseToken("w/1.0"), reason: "the lease is gone")
            #expect(await report.ending == .handedBack)
        }
    }
}
