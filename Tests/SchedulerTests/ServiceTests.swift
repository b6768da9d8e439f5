import JobModel
import JobStore
import RedisClient
import Scheduler
import TestSupport
import Testing

@testable import JobQueue

@Suite(.serialized) struct ServiceTests {
    @Test func whatHappensInRedisReachesTheRecordAndIsForgotten() async throws {
        try await ServerUnderTest.run(with: [.recorder]) { server in
            let job = try await server.insert()
            try await server.push(job)
            #expect(try await server.work(.completed) == job.id)
            try await eventually("the row is completed") {
                try await server.store.job(job.id)?.state == .completed
            }
            #expect(try await server.store.job(job.id)?.result == Array("1".utf8))
            try await eventually("Redis has forgotten it") { try await server.queue.look([job.id]).isEmpty }
            #expect(try await server.store.position() == RecordPosition(epoch: 1, sequence: 2))
        }
    }

    @Test func aTransitionThatCannotBeReadIsLoggedAndPassedOver() async throws {
        try await ServerUnderTest.run { server in
            let session = try server.queue.session()
            _ = try await session.connection.send(pipeline: [
                RedisCommand("HINCRBY", server.queue.keys.meta, "seq", "1"),
                RedisCommand("XADD", server.queue.keys.events, "1-0", "nobody", "what?"),
            ])
            let log = LogLines()
            try await withThrowingTaskGroup(of: Void.self) { group in
                let recorder = Recorder(
                    queue: server.queue, store: server.store, alarm: server.alarm, logger: log.logger)
                group.addTask { try await recorder.run() }
                try await eventually("the entry is passed over") { try await server.store.position().sequence == 1 }
                try await eventually("it is logged") { !log.lines.isEmpty }
                group.cancelAll()
            }
            #expect(log.lines.first?.hasPrefix("error") == true)
            #expect(log.lines.first?.contains("sequence=1") == true)
        }
    }

    @Test func twoRecordersDoNotGetInEachOthersWay() async throws {
        try await ServerUnderTest.run(with: [.recorder, .recorder]) { server in
            var jobs: [Job] = []
            for call in 1...20 {
                jobs.append(try await server.insert())
                try await server.push(jobs[call - 1])
                _ = try await server.work(.completed, call: call)
            }
            let ids = jobs.map(\.id)
            try await eventually("all rows are completed") {
                try await server.store.jobs(ids).values.allSatisfy { $0.state == .completed }
            }
            #expect(try await server.store.position().sequence == 40)
        }
    }

    @Test func aRowThatNeverReachedRedisIsPushed() async throws {
        try await ServerUnderTest.run(with: [.reconciler]) { server in
            let job = try await server.insert()
            try await eventually("the sweep has pushed it") { try await !server.queue.look([job.id]).isEmpty }
            #expect(try await server.work(.completed) == job.id)
            try await eventually("its look is struck off") {
                try await server.store.claimLooks(limit: 10).isEmpty
            }
        }
    }

    @Test func aFlaggedRowIsCancelledNotPushed() async throws {
        try await ServerUnderTest.run(with: [.reconciler]) { server in
            let job = try await server.insert()
            _ = try await server.store.requestCancel(job.id)
            try await eventually("the row is cancelled") { try await server.store.job(job.id)?.state == .cancelled }
            #expect(try await server.work(.completed) == nil)
        }
    }

    @Test func anEmptiedRedisIsRebuiltWithoutWhatWasToBeCancelledOrIsFar() async throws {
        try await ServerUnderTest.run(with: []) { server in
            let job = try await server.insert()
            let flagged = try await server.insert()
            let far = try await server.insert(runAt: .now() + 3_600_000)
            for job in [job, flagged] { try await server.push(job) }
            _ = try await server.store.requestCancel(flagged.id)
            let session = try server.queue.session()
            _ = try await session.connection.send(RedisCommand("FLUSHALL"))
            // Nobody runs a script: the reading of the registry notices.
            _ = try? await server.queue.registry()
            try await eventually("Redis is opened anew") { (try? server.queue.session().epoch) ?? 0 > session.epoch }
            #expect(Set(try await server.queue.look([job.id, flagged.id, far.id]).keys) == [job.id])
            #expect(try await server.store.job(flagged.id)?.state == .cancelled)
        }
    }

    @Test func aRestartedRedisIsAdoptedWithItsJobs() async throws {
        try await ServerUnderTest.run { server in
            let job = try await server.insert()
            try await server.push(job)
            try await server.redis.restart()
            try await eventually("the connection is back") {
                (try? server.queue.session())?.epoch == 2
            }
            #expect(try await server.queue.look([job.id])[job.id]?.status.state == .queued)
        }
    }

    @Test func anEmptiedRedisIsRebuiltFromTheUnfinishedRows() async throws {
        try await ServerUnderTest.run(with: [.recorder]) { server in
            let done = try await server.insert()
            try await server.push(done)
            _ = try await server.work(.completed)
            try await eventually("the row is completed") {
                try await server.store.job(done.id)?.state == .completed
            }
            let waiting = try await server.insert()
            try await server.push(waiting)
            let connection = try server.queue.session().connection
            _ = try await connection.send(RedisCommand("FLUSHALL"))
            await connection.close()
            try await eventually("Redis is opened anew") { (try? server.queue.session())?.epoch == 2 }
            #expect(Set(try await server.queue.look([done.id, waiting.id]).keys) == [waiting.id])
            #expect(try await server.work(.completed, worker: WorkerID("w2")) == waiting.id)
            try await eventually("it is recorded in the new epoch") {
                try await server.store.job(waiting.id)?.state == .completed
            }
        }
    }

    @Test func aCheckpointSurvivesTheLossOfRedis() async throws {
        try await ServerUnderTest.run(with: [.recorder]) { server in
            let job = try await server.insert()
            try await server.push(job)
            let kept = Array("half way".utf8)
            #expect(try await server.work(.handedBack, keeping: kept) == job.id)
            try await eventually("the row has it") { try await server.store.job(job.id)?.checkpoint == kept }
            let connection = try server.queue.session().connection
            _ = try await connection.send(RedisCommand("FLUSHALL"))
            await connection.close()
            try await eventually("Redis is opened anew") { (try? server.queue.session())?.epoch == 2 }
            let lease = try await server.lease(worker: WorkerID("w2"), call: 2)
            #expect(lease?.id == job.id)
            #expect(lease?.checkpoint == kept)
        }
    }

    @Test func aScriptOfAnOlderEpochMakesTheServerConnectAnew() async throws {
        try await ServerUnderTest.run { server in
            let session = try server.queue.session()
            _ = try await session.connection.send(RedisCommand("FLUSHALL"))
            let job = try await server.insert()
            await #expect(throws: QueueError.otherEpoch) { try await server.push(job) }
            try await eventually("Redis is opened anew") { (try? server.queue.session())?.epoch == 2 }
        }
    }
}
