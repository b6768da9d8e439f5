import JobModel
import RedisClient
import Testing

@testable import JobQueue

@Suite(.serialized) struct RepairTests {
    @Test func everyUnfinishedJobIsPutIntoOnePlace() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let stolen = try test.job()
            try await test.push(stolen)
            _ = try await test.lease()
            let right = try test.job()
            let nowhere = try test.job()
            let twice = try test.job()
            let later = try test.job(state: .scheduled, due: test.session.now + 60_000)
            try await test.push(right, nowhere, twice, later)
            let keys = test.queue.keys
            for (command, key, id) in [
                ("ZREM", keys.leased(test.worker), stolen.id), ("ZREM", keys.ready(QueueUnderTest.type), nowhere.id),
                ("ZREM", keys.later(QueueUnderTest.type), later.id),
            ] {
                _ = try await test.connection.send(
                    RedisCommand(command, .string(key), .string(id.description)))
            }
            _ = try await test.connection.send(
                RedisCommand("ZADD", .string(keys.later(QueueUnderTest.type)), "1", .string(twice.id.description)))

            #expect(Set(try await test.repair()) == [stolen.id, nowhere.id, twice.id, later.id])
            #expect(try await test.places(stolen.id) == ["ready"])
            #expect(try await test.status(stolen.id)?.lifecycle.losses == 1)
            #expect(try await test.places(nowhere.id) == ["ready"])
            #expect(try await test.places(twice.id) == ["ready"])
            #expect(try await test.places(later.id) == ["later"])
            #expect(try await test.repair() == [])
        }
    }

    @Test func aRunningJobOfAnUnlistedWorkerIsLost() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            _ = try await test.lease()
            #expect(try await test.repair() == [])
            _ = try await test.connection.send(RedisCommand("DEL", .string(test.queue.keys.workers)))
            #expect(try await test.repair() == [job.id])
            #expect(try await test.places(job.id).contains("ready"))
        }
    }

    @Test func aRetryThatWaitsForAClockWhichRanAheadIsTimedAnew() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            _ = try await test.finish(try #require(try await test.lease()?.leases.first), .transient, delay: 60_000)
            #expect(try await test.repair() == [])
            let hour: Int64 = 3_600_000
            try await test.overwrite(job) { status in
                status.changedAt = status.changedAt + hour
                status.dueAt = status.dueAt.map { $0 + hour }
            }
            #expect(try await test.repair() == [job.id])
            let due = try #require(try await test.status(job.id)?.dueAt)
            #expect(due <= test.session.now + 70_000)
            #expect(try await test.places(job.id) == ["later"])
            #expect(try await test.repair() == [])
        }
    }

    @Test func whatIsDueIsPromotedAndTheNextIsNamed() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let due = test.session.now + 3_600_000
            let job = try test.job(state: .scheduled, due: due)
            try await test.push(job)
            #expect(try await test.queue.promote(session: test.session) == Promotion(count: 0, nextDue: due))
            _ = try await test.connection.send(
                RedisCommand(
                    "ZADD", .string(test.queue.keys.later(QueueUnderTest.type)), "1", .string(job.id.description)))
            #expect(try await test.queue.promote(session: test.session) == Promotion(count: 1, nextDue: nil))
            #expect(try await test.places(job.id) == ["ready"])
            #expect(try await test.lease()?.leases.map(\.id) == [job.id])
        }
    }
}

extension QueueUnderTest {
    /// One whole round.
    func repair() async throws -> [JobID] {
        var page = RepairPage.first
        var repaired: [JobID] = []
        repeat {
            page = try await queue.repair(after: page, session: session)
            repaired += page.repaired
        } while !page.isLast
        return repaired
    }
}
