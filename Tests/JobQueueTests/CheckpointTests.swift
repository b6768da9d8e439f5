import JobModel
import RedisClient
import Testing

@testable import JobQueue

/// What an attempt keeps for the next one, on a real redis-server.
@Suite(.serialized) struct CheckpointTests {
    private let first = Array("first".utf8)
    private let second = Array("second\u{0}\n".utf8)

    @Test(arguments: [AttemptEnding.transient, .crashed, .timedOut, .handedBack])
    func theNextAttemptSeesTheLatest(_ ending: AttemptEnding) async throws {
        try await QueueUnderTest.run { test in
            let lease = try await test.leaseNew()
            #expect(lease.checkpoint == nil)
            try await test.queue.note([AttemptNote(id: lease.id, token: lease.token, checkpoint: first)])
            try await test.queue.note([AttemptNote(id: lease.id, token: lease.token, checkpoint: second)])
            #expect(try await test.finish(lease, ending) == .ok)
            let next = try #require(try await test.lease(call: 2)?.leases.first)
            #expect(next.id == lease.id)
            #expect(next.checkpoint == second)

            #expect(try await test.finish(next, ending) == .ok)
            #expect(try await test.lease(call: 3)?.leases.first?.checkpoint == second, "kept while nothing new comes")
        }
    }

    @Test func theEndOfAnAttemptBringsItsLatest() async throws {
        try await QueueUnderTest.run { test in
            let lease = try await test.leaseNew()
            try await test.queue.note([AttemptNote(id: lease.id, token: lease.token, checkpoint: first)])
            #expect(try await test.finish(lease, .transient, checkpoint: second) == .ok)
            try await test.queue.note([AttemptNote(id: lease.id, token: lease.token, checkpoint: first)])
            let next = try #require(try await test.lease(call: 2)?.leases.first)
            #expect(next.checkpoint == second, "a note that comes late changes nothing")
            #expect(try await test.transitions().map(\.checkpoint) == [nil, second, nil])
        }
    }

    @Test func onlyTheHolderOfTheTokenKeeps() async throws {
        try await QueueUnderTest.run { test in
            let lease = try await test.leaseNew()
            let other = LeaseToken("w1/9.9")
            try await test.queue.note([AttemptNote(id: lease.id, token: other, checkpoint: first)])
            #expect(try await test.storedCheckpoints() == 0)
            var stranger = lease
            stranger = Lease(
                id: lease.id, token: other, specification: stranger.specification, status: stranger.status)
            #expect(try await test.finish(stranger, .transient, checkpoint: first) == .stale)
            #expect(try await test.storedCheckpoints() == 0)
            let half = JobProgress(fraction: 0.5)
            try await test.queue.note([
                AttemptNote(id: lease.id, token: other, checkpoint: first),
                AttemptNote(id: lease.id, token: lease.token, progress: half, checkpoint: second),
            ])
            #expect(try await test.finish(lease, .handedBack) == .ok)
            #expect(try await test.lease(call: 2)?.leases.first?.checkpoint == second)
            #expect(try await test.queue.look([lease.id])[lease.id]?.progress == half)
        }
    }

    @Test func anEmptyOneTakesTheEarlierOnesPlaceAndIsNone() async throws {
        try await QueueUnderTest.run { test in
            let lease = try await test.leaseNew()
            try await test.queue.note([AttemptNote(id: lease.id, token: lease.token, checkpoint: first)])
            #expect(try await test.finish(lease, .transient, checkpoint: []) == .ok)
            #expect(try await test.lease(call: 2)?.leases.first?.checkpoint == nil)
            #expect(try await test.transitions().map(\.checkpoint) == [nil, [], nil])
        }
    }

    @Test func aLostWorkersCheckpointIsRecovered() async throws {
        try await QueueUnderTest.run { test in
            let lease = try await test.leaseNew()
            let plain = try await test.leaseNew(call: 2)
            try await test.queue.note([AttemptNote(id: lease.id, token: lease.token, checkpoint: first)])
            try await test.pass(milliseconds: 16_000, of: test.worker)
            #expect(try await test.queue.recover().count == 2)
            let transitions = try await test.transitions().suffix(2)
            let kept = Dictionary(uniqueKeysWithValues: transitions.map { ($0.id, $0.checkpoint) })
            #expect(kept == [lease.id: first, plain.id: nil])
            try await test.register(as: WorkerID("w2"))
            let again = try #require(try await test.lease(2, as: WorkerID("w2"))?.leases)
            #expect(Dictionary(uniqueKeysWithValues: again.map { ($0.id, $0.checkpoint) }) == kept)
        }
    }

    @Test func manyAreRecoveredCallByCall() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            for _ in 0..<150 { try await test.push(try test.job()) }
            let leases = try #require(try await test.lease(150, limit: 150)?.leases)
            try await test.queue.note(leases.map { AttemptNote(id: $0.id, token: $0.token, checkpoint: first) })
            try await test.pass(milliseconds: 16_000, of: test.worker)
            #expect(try await test.queue.recover().count == 150)
            #expect(try await test.transitions().count { $0.checkpoint == first } == 150)
        }
    }

    @Test func aPushBringsTheRowsCheckpointBack() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            var job = try test.job(state: .retrying, life: JobLifecycle(state: .retrying, attempt: 2, burned: 2))
            job.checkpoint = second
            let plain = try test.job()
            #expect(try await test.push(plain, job) == [.taken, .taken])
            var older = job
            older.checkpoint = first
            #expect(try await test.push(older) == [.there])
            let leases = try #require(try await test.lease(2)?.leases)
            #expect(
                Dictionary(uniqueKeysWithValues: leases.map { ($0.id, $0.checkpoint) }) == [
                    plain.id: nil, job.id: second,
                ])
        }
    }

    /// One that stands there although the row of the job has none is an older life's.
    @Test func aPushWithoutACheckpointTakesAnOlderOneAway() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let life = JobLifecycle(state: .retrying, attempt: 2, burned: 2)
            let plain = try test.job(state: .retrying, life: life)
            var keeping = try test.job(state: .retrying, life: life)
            keeping.checkpoint = second
            for job in [plain, keeping] { try await test.store(checkpoint: first, of: job.id) }
            #expect(try await test.push(plain, keeping) == [.taken, .taken])
            #expect(try await test.storedCheckpoints() == 1)
            var without = keeping
            without.checkpoint = nil
            #expect(try await test.push(without) == [.there])
            let leases = try #require(try await test.lease(2)?.leases)
            #expect(
                Dictionary(uniqueKeysWithValues: leases.map { ($0.id, $0.checkpoint) }) == [
                    plain.id: nil, keeping.id: second,
                ])
        }
    }

    /// Redis stands still while a script reads: what comes too late for this call is leased by the next.
    @Test func aLeaseReadsABoundedNumber() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let most = JobQueue.maximumCheckpointsRead
            for _ in 0..<(most + 20) { try await test.push(try test.job()) }
            let leases = try #require(try await test.lease(200, limit: 200)?.leases)
            _ = try await test.queue.finish(
                leases.map { test.finished($0, .handedBack, checkpoint: first) }, of: test.worker, session: test.session
            )
            let fresh = try test.job(priority: 1)
            try await test.push(fresh)
            let answer = try #require(try await test.lease(200, limit: 200, call: 2))
            #expect(answer.leases.count { $0.checkpoint == first } == most)
            #expect(answer.leases.filter { $0.checkpoint == nil }.map(\.id) == [fresh.id])
            #expect(answer.more)
            let rest = try #require(try await test.lease(200, limit: 200, call: 3))
            #expect(rest.leases.map(\.checkpoint) == Array(repeating: first, count: 20))
            #expect(!rest.more)
        }
    }

    @Test(arguments: [AttemptEnding.completed, .failed, .cancelled]) func nothingStaysAfterForget(
        _ ending: AttemptEnding
    ) async throws {
        try await QueueUnderTest.run { test in
            let lease = try await test.leaseNew()
            try await test.queue.note([AttemptNote(id: lease.id, token: lease.token, checkpoint: first)])
            #expect(try await test.finish(lease, ending) == .ok)
            let version = try #require(try await test.status(lease.id)?.version)
            try await test.queue.forget([lease.id: version], recorded: 2, session: test.session)
            #expect(try await test.status(lease.id) == nil)
            #expect(try await test.storedCheckpoints() == 0)
        }
    }

    /// Of a batch of so many: notes, end, and the lease after.
    @Test func theNumberOfRedisCallsDoesNotGrow() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            var calls: [Int] = []
            // The first round loads the scripts. Beyond 32 jobs a lease reads its payloads in several lots.
            for (round, count) in [1, 2, 32].enumerated() {
                for _ in 0..<count { try await test.push(try test.job(type: "a\(round)")) }
                let before = try await test.commandsCarriedOut()
                let leases = try #require(try await test.lease(count, types: ["a\(round)"], call: round)?.leases)
                try await test.queue.note(leases.map { AttemptNote(id: $0.id, token: $0.token, checkpoint: first) })
                _ = try await test.queue.finish(
                    leases.map { test.finished($0, .handedBack, checkpoint: second) }, of: test.worker,
                    session: test.session)
                let again = try await test.lease(count, types: ["a\(round)"], call: 10 + round)
                #expect(again?.leases.map(\.checkpoint) == Array(repeating: second, count: count))
                calls.append(try await test.commandsCarriedOut() - before)
            }
            #expect(calls[1] == calls[2] && calls[1] > 20, "\(calls)")
        }
    }
}

extension QueueUnderTest {
    /// A job under its first lease.
    fileprivate func leaseNew(call: Int = 1) async throws -> Lease {
        try await register()
        try await push(try job())
        return try #require(try await lease(call: call)?.leases.first)
    }

    fileprivate func finished(
        _ lease: Lease, _ ending: AttemptEnding, checkpoint: [UInt8]? = nil
    ) -> FinishedAttempt {
        FinishedAttempt(
            id: lease.id, token: lease.token, type: lease.specification.type, maximumRetries: 3,
            retryDelayMilliseconds: 0, report: AttemptReport(ending: ending), checkpoint: checkpoint)
    }

    fileprivate func finish(
        _ lease: Lease, _ ending: AttemptEnding, checkpoint: [UInt8]?
    ) async throws -> FinishAnswer? {
        try await queue.finish(
            [finished(lease, ending, checkpoint: checkpoint)], of: lease.token.worker, session: session
        ).first
    }

    /// All that the record would learn.
    fileprivate func transitions() async throws -> [JobTransition] {
        try await events.next(after: 0, limit: 100, wait: .seconds(1)).flatMap(\.transitions)
    }

    fileprivate func store(checkpoint: [UInt8], of id: JobID) async throws {
        _ = try await connection.send(
            RedisCommand("HSET", .string(queue.keys.checkpoints), .string(id.description), .bytes(checkpoint)))
    }

    fileprivate func storedCheckpoints() async throws -> Int {
        Int(try await connection.send(RedisCommand("HLEN", .string(queue.keys.checkpoints))).integer())
    }

    /// So far, those of scripts included.
    fileprivate func commandsCarriedOut() async throws -> Int {
        let statistics = try await connection.send(RedisCommand("INFO", "commandstats")).string()
        return statistics.split(whereSeparator: \.isNewline).reduce(0) { sum, line in
            let calls = line.split(separator: "calls=").dropFirst().first?.prefix { $0.isNumber }
            return sum + (line.hasPrefix("cmdstat_") ? calls.flatMap { Int($0) } ?? 0 : 0)
        }
    }
}
