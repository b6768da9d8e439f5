import JobModel
import JobQueue
import JobStore
import TestSupport
import Testing

@testable import Scheduler

/// What goes by a clock.
@Suite(.serialized) struct ClockTests {
    @Test(arguments: [(0, 1), (-2, 0)] as [(Int64, Int)])
    func aRowIsReapedByBothClocksOrNotAtAll(daysAhead: Int64, reaped: Int) async throws {
        let clock = try await ProcessClock()
        defer { clock.remove() }
        try clock.shift(milliseconds: daysAhead * 86_400_000)
        try await ServerUnderTest.run(environment: clock.environment) { server in
            let job = try await server.insert()
            _ = try await server.store.cancel(job.id, at: job.status.version)
            let reaper = Reaper(
                queue: server.queue, store: server.store, timeToLive: .zero, logger: ServerUnderTest.logger)
            try await eventually("\(reaped) rows are reaped") { try await reaper.reap() == reaped }
            #expect(try await server.store.job(job.id) == nil || reaped == 0)
        }
    }

    @Test func aWorkerIsWokenWhenAJobFallsDue() async throws {
        try await ServerUnderTest.run(with: [.promoter]) { server in
            let worker = WorkerID("w1")
            #expect(try await server.lease(worker: worker) == nil, "it waits now")
            let wakeUps = try await server.queue.wakeUps(of: worker)
            try await server.push(try await server.insert(runAt: .now() + 300))
            var iterator = wakeUps.makeAsyncIterator()
            let wakeUp = try await iterator.next()
            #expect(wakeUp == .work)
            await wakeUps.close()
        }
    }

    @Test func aClaimLastsAsLongAsThePushThatFollowsIt() {
        #expect(LookSchedule.standard.claimMilliseconds == JobQueue.pushWindowMilliseconds)
    }
}
