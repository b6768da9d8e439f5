import JobModel
import RedisClient
import TestSupport
import Testing

@testable import JobQueue

/// What each script keeps true, on a real redis-server.
@Suite(.serialized) struct ScriptTests {
    @Test func aPushOfAJobThatIsThereChangesNothing() async throws {
        try await QueueUnderTest.run { test in
            let job = try test.job()
            #expect(try await test.push(job, job) == [.taken, .there], "twice in one batch")
            #expect(try await test.push(job) == [.there])
            var replayed = job
            replayed.status.version = job.status.version.leaped(in: 1)
            #expect(try await test.push(replayed) == [.notYet], "an older life is still there")
        }
    }

    @Test func aPushAfterItsLastMomentIsRefused() async throws {
        try await QueueUnderTest.run { test in
            let job = try test.job()
            #expect(try await test.push(job, after: -1000) == [.late])
            #expect(try await test.status(job.id) == nil)
        }
    }

    @Test func aBuriedPairIsRefusedAndALaterOneTaken() async throws {
        try await QueueUnderTest.run { test in
            let job = try test.job(version: 5)
            let bury = { (version: Int, age: Int64) in
                _ = try await test.connection.send(
                    RedisCommand(
                        "HSET", .string(test.queue.keys.buried), .string(job.id.description),
                        .string("1 \(version) \(test.session.now.milliseconds - age)")))
            }
            try await bury(5, 0)
            #expect(try await test.push(job) == [.buried])
            try await bury(5, 16_000)
            #expect(try await test.push(job) == [.taken], "15 s are over")
            let other = try test.job(version: 6)
            try await bury(5, 0)
            #expect(try await test.push(other) == [.taken])
        }
    }

    @Test func theSmallestScoreGoesFirstAcrossTypes() async throws {
        try await QueueUnderTest.run { test in
            try await test.register(types: ["a", "b"])
            let low = try test.job(type: "a", priority: 1)
            let middle = try test.job(type: "b", priority: 5)
            let high = try test.job(type: "a", priority: 9)
            try await test.push(low)
            try await test.push(middle)
            try await test.push(high)
            let first = try #require(try await test.lease(2, types: ["a", "b"]))
            #expect(first.leases.map(\.id) == [high.id, middle.id])
            #expect(first.more)
            let second = try #require(try await test.lease(2, types: ["a", "b"], call: 2))
            #expect(second.leases.map(\.id) == [low.id])
            #expect(second.leases[0].specification == low.specification)
            #expect(!second.more)
        }
    }

    @Test func aTypesLimitHolds() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            try await test.push(try test.job(), try test.job(), try test.job())
            #expect(try await test.lease(3, limit: 2)?.leases.count == 2)
            #expect(try await test.lease(3, limit: 0, call: 2)?.leases.isEmpty == true)
        }
    }

    @Test func aLeasePromotesWhatIsDue() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let due = try test.job(state: .retrying, due: test.session.now + 30)
            let far = try test.job(state: .scheduled, due: test.session.now + 60_000)
            #expect(try await test.push(due, far) == [.taken, .taken])
            var leases: [Lease] = []
            var call = 0
            try await eventually("the due job is leased") {
                call += 1
                leases += try await test.lease(2, call: call)?.leases ?? []
                return !leases.isEmpty
            }
            #expect(leases.map(\.id) == [due.id])
            #expect(try await test.places(far.id) == ["later"])
        }
    }

    @Test func anIDWithoutItsJobIsDroppedAndReported() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            _ = try await test.connection.send(
                RedisCommand("ZADD", .string(test.queue.keys.ready(QueueUnderTest.type)), "1", "nobody"))
            let answer = try #require(try await test.lease(2))
            #expect(answer.leases.map(\.id) == [job.id])
            #expect(answer.dropped == 1)
        }
    }

    @Test func everyLeaseHasItsOwnPayload() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            var payloads: [JobID: [UInt8]] = [:]
            for index in 0..<70 {
                var job = try test.job()
                job.specification.payload = Array("\(index)".utf8)
                payloads[job.id] = job.specification.payload
                try await test.push(job)
            }
            _ = try await test.connection.send(
                RedisCommand("ZADD", .string(test.queue.keys.ready(QueueUnderTest.type)), "1", "nobody"))
            let answer = try #require(try await test.lease(71))
            #expect(answer.dropped == 1)
            let leased = answer.leases.map { ($0.id, $0.specification.payload) }
            #expect(Dictionary(uniqueKeysWithValues: leased) == payloads)
        }
    }

    @Test func largePayloadsComeInSeveralAnswers() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let count = 40
            for _ in 0..<count {
                var job = try test.job()
                job.specification.payload = [UInt8](repeating: 0x20, count: 1 << 20)
                try await test.push(job)
            }
            var leased: Set<JobID> = []
            var call = 0
            while leased.count < count, call < count {
                call += 1
                let answer = try #require(try await test.lease(count, call: call))
                #expect((1...8).contains(answer.leases.count))
                leased.formUnion(answer.leases.map(\.id))
                #expect(answer.more == (leased.count < count))
            }
            #expect(leased.count == count)
        }
    }

    @Test func onlyTheHolderOfTheTokenFinishes() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            let first = try #require(try await test.lease()?.leases.first)
            #expect(try await test.finish(first, .handedBack) == .ok)
            let second = try #require(try await test.lease(call: 2)?.leases.first)
            #expect(second.status.lifecycle.attempt == 2)
            #expect(try await test.finish(first, .completed) == .stale)
            #expect(try await test.status(job.id)?.state == .running)
            #expect(try await test.finish(second, .completed) == .ok)
            #expect(try await test.finish(second, .completed) == .done)
            let status = try #require(try await test.status(job.id))
            try await test.queue.forget([job.id: status.version], recorded: 99, session: test.session)
            #expect(try await test.finish(second, .completed) == .gone)
        }
    }

    @Test func aJobIsForgottenOnlyWhenFinalAndAtTheRecordedPair() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            let lease = try #require(try await test.lease()?.leases.first)
            try await test.queue.forget([job.id: lease.status.version], recorded: 0, session: test.session)
            #expect(try await test.status(job.id)?.state == .running, "not final")
            _ = try await test.finish(lease, .completed)
            try await test.queue.forget([job.id: lease.status.version], recorded: 1, session: test.session)
            #expect(try await test.status(job.id)?.state == .completed, "another pair")
            let pair = try #require(try await test.status(job.id)).version
            try await test.queue.forget([job.id: pair], recorded: 2, session: test.session)
            #expect(try await test.status(job.id) == nil)
            let events = try await test.connection.send(RedisCommand("XLEN", .string(test.queue.keys.events)))
            #expect(events == .integer(0), "recorded entries are trimmed")
        }
    }

    @Test func theStreamTellsTheRecordEverythingInOrder() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let (one, two) = (try test.job(), try test.job())
            try await test.push(one, two)
            let leases = try #require(try await test.lease(2)).leases
            _ = try await test.finish(leases[0], .completed)
            let batches = try await test.events.next(after: 0, limit: 10, wait: .seconds(1))
            #expect(batches.map(\.sequence) == [1, 2], "one entry a script, numbered without gaps")
            #expect(Set(batches[0].transitions.map(\.id)) == [one.id, two.id])
            #expect(batches[0].transitions.allSatisfy { $0.status.state == .running && $0.report == nil })
            #expect(batches[1].transitions.map(\.report?.ending) == [.completed])
            #expect(batches[1].transitions[0].status.token == leases[0].token)
        }
    }

    @Test func whatCannotBeReadIsNamedAndStopsNothing() async throws {
        try await QueueUnderTest.run { test in
            let job = try test.job()
            let text = LiveText(job).text
            let fields = [
                "nobody", text, job.id.description, "what?", "\(job.id)/checkpoint", "kept", job.id.description, text,
                "\(job.id)/checkpoint", "kept",
            ]
            _ = try await test.connection.send(
                RedisCommand("XADD", arguments: ([test.queue.keys.events, "1-0"] + fields).map { .string($0) }))
            let batch = try await test.events.next(after: 0, limit: 10, wait: .seconds(1)).first
            #expect(batch?.unreadable == ["nobody", job.id.description, "\(job.id)/checkpoint"])
            #expect(
                batch?.transitions == [
                    JobTransition(id: job.id, status: job.status, checkpoint: Array("kept".utf8))
                ])
        }
    }

    @Test func waitingForEventsEnds() async throws {
        try await QueueUnderTest.run { test in
            let events = try await test.queue.events(of: test.session)
            #expect(try await events.next(after: 0, limit: 10, wait: .zero).isEmpty)
            await events.close()
        }
    }

    @Test func theEventsOfARedisThatWasOpenedAnewAreRefused() async throws {
        try await QueueUnderTest.run { test in
            let opening = try await QueueOpening(test.connection, keys: test.queue.keys)
            _ = try await opening.adopt(as: 2)
            await #expect(throws: QueueError.otherEpoch) { try await test.queue.events(of: test.session) }
        }
    }

    @Test func theHeartbeatTellsOfGoneOfCancelsAndOfLeases() async throws {
        try await QueueUnderTest.run { test in
            let beat = { (held: Int, list: Bool) in
                try await test.queue.heartbeat(
                    test.worker, entry: test.entry, held: held, listLeases: list, session: test.session,
                    timeout: .seconds(5))
            }
            #expect(try await beat(0, false) == nil, "not listed")
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            let lease = try #require(try await test.lease()?.leases.first)
            #expect(try #require(try await beat(1, false)).leases == nil, "the numbers agree")
            let listed = [ListedLease(id: job.id, token: lease.token, type: QueueUnderTest.type)]
            #expect(try #require(try await beat(1, true)).leases == listed)
            #expect(try #require(try await beat(0, false)).leases == listed)
            _ = try await test.connection.send(
                RedisCommand("SADD", .string(test.queue.keys.cancel(test.worker)), .string(job.id.description)))
            #expect(try #require(try await beat(1, false)).cancelled == [job.id])
        }
    }

    @Test func aWorkerWithLeasesStaysListed() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            try await test.push(try test.job())
            let lease = try #require(try await test.lease()?.leases.first)
            let leave = {
                try await test.queue.deregister(
                    test.worker, entry: test.entry, types: [QueueUnderTest.type], session: test.session)
            }
            #expect(try await leave() == 1)
            _ = try await test.finish(lease, .completed)
            #expect(try await leave() == 0)
            #expect(try await test.queue.registry().workers.isEmpty)
        }
    }

    @Test func onlyTheHolderOfTheTokenNotesProgress() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            let job = try test.job()
            try await test.push(job)
            let lease = try #require(try await test.lease()?.leases.first)
            let half = JobProgress(fraction: 0.5, message: "half way")
            try await test.queue.note([
                AttemptNote(id: job.id, token: LeaseToken("w1/9.9"), progress: JobProgress(fraction: 1))
            ])
            #expect(try await test.queue.look([job.id])[job.id]?.progress == nil)
            try await test.queue.note([AttemptNote(id: job.id, token: lease.token, progress: half)])
            #expect(try await test.queue.look([job.id])[job.id]?.progress == half)
        }
    }

    @Test func anotherEpochIsRefusedAndChangesNothing() async throws {
        try await QueueUnderTest.run { test in
            let opening = try await QueueOpening(test.connection, keys: test.queue.keys)
            #expect(try await opening.adopt(as: 2)?.epoch == 2)
            let job = try test.job()
            await #expect(throws: QueueError.otherEpoch) { try await test.push(job) }
        }
    }

    @Test func emptyingIsRefusedWhereTheEpochIsNotOlder() async throws {
        try await QueueUnderTest.run { test in
            let job = try test.job()
            try await test.push(job)
            let opening = try await QueueOpening(test.connection, keys: test.queue.keys)
            #expect(try await opening.empty(as: 1, sequence: 0) == nil)
            let session = try #require(try await opening.empty(as: 2, sequence: 7))
            #expect(try await session.enqueue([]) == [])
            let keys = try await test.connection.send(RedisCommand("KEYS", "*")).array()
            #expect(keys == [.bytes(Array(test.queue.keys.meta.utf8))], "nothing of the older epoch is left")
            let meta = try await QueueSession.readMeta(test.connection, keys: test.queue.keys)
            #expect(meta.epoch == 2 && meta.sequence == 7 && !meta.isSealed)
        }
    }

    @Test func aWorkerWithFreeSlotsIsWoken() async throws {
        try await QueueUnderTest.run { test in
            try await test.register()
            #expect(try await test.lease()?.leases.isEmpty == true)
            let wakeUps = try await test.queue.wakeUps(of: test.worker)
            try await test.push(try test.job())
            var messages = wakeUps.makeAsyncIterator()
            let wakeUp: WakeUp? = try await messages.next()
            #expect(wakeUp != nil)
            await wakeUps.close()
        }
    }

    @Test(
        arguments: [
            ("redis_version:6.2.14", "memory", nil), ("redis_version:banana", "memory", nil),
            ("redis_version:7.0.15", "maxmemory_policy:allkeys-lru", nil),
            ("redis_version:7.0.15", "maxmemory_policy:noeviction", "99"),
        ] as [(String, String, String?)])
    func aRedisInWhichJobsAreNotSafeIsRefused(server: String, memory: String, layout: String?) {
        #expect(throws: QueueError.self) {
            try RedisRequirements.check(server: server, memory: memory, layout: layout)
        }
    }

    @Test func noConnectionIsMadeToARedisThatMayDropKeys() async throws {
        try await QueueUnderTest.run { test in
            _ = try await QueueSession.join(test.connection, keys: test.queue.keys)
            _ = try await test.connection.send(RedisCommand("CONFIG", "SET", "maxmemory-policy", "allkeys-lru"))
            await #expect(throws: QueueError.self) {
                _ = try await QueueSession.join(test.connection, keys: test.queue.keys)
            }
        }
    }
}
