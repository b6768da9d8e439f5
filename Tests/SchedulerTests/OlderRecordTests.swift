import JobModel
import JobStore
import RedisClient
import TestSupport
import Testing

@testable import JobQueue
@testable import Scheduler

/// A record that went back in time, or is another database: nothing is emptied by guess, and what an operator puts right is
/// noticed.
@Suite(.serialized) struct OlderRecordTests {
    struct Case: Sendable {
        var record: (epoch: Int, sequence: Int)
        var redis: (epoch: Int?, sequence: Int, entries: Int)
        var fault: OlderRecord?
    }

    @Test(arguments: [
        Case(record: (0, 0), redis: (nil, 0, 0), fault: nil),
        Case(record: (3, 60), redis: (3, 60, 0), fault: nil),
        Case(record: (3, 60), redis: (3, 70, 10), fault: nil),
        // Recorded, and not yet trimmed.
        Case(record: (3, 60), redis: (3, 60, 10), fault: nil),
        // Redis lost its memory, or its latest, or its opening ended half-way.
        Case(record: (3, 60), redis: (nil, 0, 0), fault: nil),
        Case(record: (3, 60), redis: (2, 20, 5), fault: nil),
        Case(record: (3, 60), redis: (3, -1, 40), fault: nil),
        Case(record: (4, 60), redis: (3, 70, 10), fault: nil),
        // An operator gave up what Redis knew; the rest is not cleared yet.
        Case(record: (3, 60), redis: (nil, 0, 40), fault: nil),
        Case(record: (3, 59), redis: (3, 70, 10), fault: .entries(recorded: 59, next: 61)),
        Case(record: (3, 59), redis: (3, 60, 0), fault: .entries(recorded: 59, next: 61)),
        // The epoch was raised in it since: that proves nothing.
        Case(record: (4, 59), redis: (3, 60, 0), fault: .entries(recorded: 59, next: 61)),
        Case(record: (2, 60), redis: (3, 60, 0), fault: .epoch(record: 2, redis: 3)),
        Case(record: (2, 90), redis: (3, 60, 10), fault: .epoch(record: 2, redis: 3)),
        // Another database.
        Case(record: (0, 0), redis: (1, 0, 0), fault: .epoch(record: 0, redis: 1)),
    ])
    func aRecordIsOlderThatMissesWhatRedisLetGoOf(_ row: Case) {
        let redis = QueueSession.Meta(
            epoch: row.redis.epoch, sequence: row.redis.sequence, heldEntries: row.redis.entries, runID: "run",
            time: .now(), readAt: .now)
        let record = RecordPosition(epoch: row.record.epoch, sequence: row.record.sequence)
        #expect(OlderRecord(record, redis: redis) == row.fault)
    }

    @Test func theAlarmIsToldAtOnceAndEveryMinute() {
        let log = LogLines()
        let alarm = RecordAlarm(keys: QueueKeys(), logger: log.logger)
        #expect(alarm.reason == nil)
        let start = ContinuousClock.now
        let fault = OlderRecord.epoch(record: 2, redis: 3)
        for second in 0..<120 { alarm.raise(fault, now: start + .seconds(second)) }
        #expect(log.lines.count == 2)
        #expect(log.lines.allSatisfy { $0.hasPrefix("critical") && $0.contains("delete the key {jobyard}:meta") })
        alarm.raise(.entries(recorded: 1, next: 3), now: start + .seconds(120))
        #expect(log.lines.count == 3, "another fault is news")
        #expect(alarm.reason?.contains("its last entry is 1") == true)
        alarm.clear()
        #expect(alarm.reason == nil)
        alarm.raise(fault, now: start + .seconds(121))
        #expect(log.lines.count == 4, "it had ended")
    }

    /// How Redis comes to be ahead of the record, and how it is taken back.
    enum Lead: CaseIterable, Sendable {
        case epoch, entries

        func give(_ connection: RedisConnection, _ keys: QueueKeys) async throws {
            try await change(connection, keys, by: 6)
        }

        func takeBack(_ connection: RedisConnection, _ keys: QueueKeys) async throws {
            try await change(connection, keys, by: -6)
        }

        private func change(_ connection: RedisConnection, _ keys: QueueKeys, by number: Int) async throws {
            let field = self == .epoch ? "epoch" : "seq"
            _ = try await connection.send(
                RedisCommand("HINCRBY", .string(keys.meta), .string(field), .integer(number)))
        }
    }

    @Test(arguments: Lead.allCases) func nothingIsDoneUntilTheRightDatabaseIsBack(lead: Lead) async throws {
        try await ServerUnderTest.run(with: [.recorder, .reconciler]) { server in
            let waiting = try await stop(server, by: lead)
            try await lead.takeBack(waiting.connection, server.queue.keys)
            try await eventually("the alarm is over") { server.alarm.reason == nil }
            #expect(try server.queue.session().epoch == 1, "Redis is the same as before")
            #expect(try await server.work(.completed) == waiting.job.id)
            try await eventually("it is recorded") {
                try await server.store.job(waiting.job.id)?.state == .completed
            }
        }
    }

    @Test(arguments: Lead.allCases) func anOperatorMayGiveUpWhatHappenedSince(lead: Lead) async throws {
        try await ServerUnderTest.run(with: [.recorder, .reconciler]) { server in
            let waiting = try await stop(server, by: lead)
            _ = try await waiting.connection.send(RedisCommand("UNLINK", .string(server.queue.keys.meta)))
            try await eventually("the alarm is over") { server.alarm.reason == nil }
            #expect(try server.queue.session().epoch == 2, "Redis was opened anew")
            #expect(try await server.work(.completed, worker: WorkerID("w2")) == waiting.job.id)
            try await eventually("it is recorded") {
                try await server.store.job(waiting.job.id)?.state == .completed
            }
        }
    }

    @Test(arguments: Lead.allCases) func aRestartOfRedisDoesNotHideIt(lead: Lead) async throws {
        try await ServerUnderTest.run(with: [.recorder, .reconciler]) { server in
            let waiting = try await stop(server, by: lead)
            try await server.redis.restart()
            try await expectToBeLeftAlone(server, waiting.job)
        }
    }

    /// One job waits in Redis when the record is found to be older.
    private func stop(
        _ server: ServerUnderTest, by lead: Lead
    ) async throws -> (job: Job, connection: RedisConnection) {
        let done = try await server.insert()
        try await server.push(done)
        _ = try await server.work(.completed)
        try await eventually("it is recorded") { try await server.store.job(done.id)?.state == .completed }
        let job = try await server.insert()
        try await server.push(job)
        let connection = try await server.queue.connector.connectAnother()
        try await lead.give(connection, server.queue.keys)
        try await eventually("the alarm is raised, though nothing happens") { server.alarm.reason != nil }
        try await eventually("Redis is let go of") { (try? server.queue.session()) == nil }
        try await expectToBeLeftAlone(server, job)
        return (job, connection)
    }

    private func expectToBeLeftAlone(_ server: ServerUnderTest, _ job: Job) async throws {
        let opener = QueueOpener(
            store: server.store, keys: server.queue.keys, alarm: server.alarm, logger: ServerUnderTest.logger)
        let connection = try await server.queue.connector.connectAnother()
        await #expect(throws: OlderRecord.self) { try await opener.open(connection) }
        let live = try await connection.send(
            RedisCommand("HEXISTS", .string(server.queue.keys.live), .string(job.id.description)))
        #expect(live == .integer(1))
        #expect(try await server.store.position().epoch == 1)
        await connection.close()
    }
}
