import JobModel
import RedisClient
import Testing

@testable import JobQueue

@Suite(.serialized) struct CancelTests {
    @Test func whatWaitsIsTakenOutAndWhatRunsIsFlagged() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let running = try test.job()
            try await test.push(running)
            let lease = try #require(try await test.lease()?.leases.first)
            let queued = try test.job()
            let later = try test.job(state: .scheduled, due: test.session.now + 60_000)
            let absent = try test.job()
            try await test.push(queued, later)

            let jobs = [running, queued, later, absent]
            let answers = try await test.queue.cancel(jobs.map { CancelRequest($0) }, session: test.session)
            #expect(answers == [.flagged, .cancelled, .cancelled, .absent])
            #expect(try await test.places(queued.id).isEmpty)
            #expect(try await test.places(later.id).isEmpty)
            #expect(try await test.status(queued.id)?.state == .cancelled)
            #expect(try await test.status(running.id)?.lifecycle.cancelRequested == true)

            let heartbeat = try await test.queue.heartbeat(
                test.worker, entry: test.entry, held: 1, listLeases: false, session: test.session, timeout: .seconds(5))
            #expect(heartbeat?.cancelled == [running.id])
            // Recorded as one entry, and once more it changes nothing.
            let entries = try await test.events.next(after: 1, limit: 10, wait: .milliseconds(1))
            #expect(entries.map { $0.transitions.map(\.status.state) } == [[.running, .cancelled, .cancelled]])
            #expect(
                try await test.queue.cancel(jobs.map { CancelRequest($0) }, session: test.session)
                    == [.flagged, .final, .final, .absent])
            #expect(try await test.finish(lease, .transient) == .ok)
            #expect(try await test.status(running.id)?.state == .cancelled)
        }
    }

    @Test func anOlderLifeThanTheRowsDoesNotCount() async throws {
        try await QueueUnderTest.run { test in
            let job = try test.job()
            try await test.push(job)
            var row = CancelRequest(job)
            row.version = row.version.leaped(in: 1)
            #expect(try await test.queue.cancel([row], session: test.session) == [.absent])
            #expect(try await test.queue.bury([row], session: test.session) == [.cancelled])
            #expect(try await test.status(job.id) == nil)
            #expect(try await test.places(job.id).isEmpty)
        }
    }

    @Test func noPushBringsBackWhatWasBuried() async throws {
        try await QueueUnderTest.run { test in
            let job = try test.job()
            var buried = CancelRequest(job)
            buried.version = buried.version.leaped(in: 1)
            #expect(try await test.queue.bury([buried], session: test.session) == [.cancelled])
            #expect(try await test.push(job) == [.buried])
            // A replay leaps above it.
            let replayed = try test.job(id: job.id, version: buried.version.leaped(in: 1).version)
            #expect(try await test.push(replayed) == [.taken])
        }
    }
}
