import JobModel
import JobStore
import TestSupport
import Testing

/// Two servers on one database, at the same time.
@Suite struct ConcurrencyConformance {
    /// Looks that are due at once and stay claimed.
    private let claimedLong = LookSchedule(
        delayMilliseconds: 0, nearMilliseconds: 600_000, claimMilliseconds: 60_000)

    @Test(arguments: StoreUnderTest.kinds)
    func aKeyGivesOneJobWhereverItIsSubmitted(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            // Of each key some submissions ask for something else; some have no key.
            let submissions = (0..<400).map { index in
                NewJob.echo(
                    key: index % 10 == 9
                        ? nil : IdempotencyKey(text: "key \(index % 30)", fingerprint: [index % 7 == 6 ? 2 : 1]))
            }
            let outcomes = try await withThrowingTaskGroup(of: (NewJob, Insertion?).self) { group in
                for (index, submission) in submissions.shuffled().enumerated() {
                    group.addTask {
                        do {
                            return (submission, try await stores[index % 2].insert(submission))
                        } catch JobStoreError.keyReused {
                            return (submission, nil)
                        }
                    }
                }
                return try await group.reduce(into: [(NewJob, Insertion?)]()) { $0.append($1) }
            }
            let withoutKey = outcomes.filter { $0.0.idempotencyKey == nil }
            #expect(withoutKey.allSatisfy { $0.1?.isNew == true && $0.1?.job.id == $0.0.id })
            let byKey = Dictionary(grouping: outcomes.filter { $0.0.idempotencyKey != nil }) {
                $0.0.idempotencyKey?.text
            }
            for same in byKey.values {
                let winners = same.filter { $0.1?.isNew == true }
                #expect(winners.count == 1)
                let winner = try #require(winners.first)
                for (submission, insertion) in same {
                    let isSame = submission.idempotencyKey == winner.0.idempotencyKey
                    #expect(insertion?.job.id == (isSame ? winner.0.id : nil))
                }
            }
            let rows = try await stores[0].list(JobQuery(limit: 1000))
            #expect(rows.count == withoutKey.count + byKey.count)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func twoRecordersRecordTheSameEntriesOnce(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            var jobs: [Job] = []
            for _ in 0..<60 { jobs.append(try await stores[0].inserted(.echo())) }
            var entries: [JobTransitionBatch] = []
            for index in jobs.indices {
                for transition in try jobs[index].attempt(
                    LeaseToken("w/\(index)"), AttemptReport(ending: .completed, result: [0x31]))
                {
                    entries.append(JobTransitionBatch(sequence: entries.count + 1, transitions: [transition]))
                }
            }
            // Each reads on from where it knows the record to be, with windows of its own.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (store, window) in zip(stores, [7, 4]) {
                    group.addTask { [entries] in
                        var read = 0
                        while read < entries.count {
                            let answer = try await store.record(Array(entries[read...].prefix(window)), epoch: 0)
                            guard case .recorded = answer else {
                                Issue.record("\(answer)")
                                return
                            }
                            read = min(read + window, entries.count)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await stores[1].position() == RecordPosition(epoch: 0, sequence: entries.count))
            for job in jobs {
                let row = try await stores[0].stored(job.id)
                #expect(row.status == job.status && row.result == [0x31])
                #expect(try await stores[0].attempts(of: job.id).count == 1)
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aCancelAndARecordingLeaveOneOfTheTwo(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            var submitted: [Job] = []
            for _ in 0..<40 { submitted.append(try await stores[0].inserted(.echo())) }
            let entries = try submitted.enumerated().map { index, job in
                var job = job
                return JobTransitionBatch(
                    sequence: index + 1,
                    transitions: try job.attempt(LeaseToken("w/\(index)"), AttemptReport(ending: .completed)))
            }
            var cancelled: [JobID: Job] = [:]
            try await withThrowingTaskGroup(of: Job?.self) { group in
                group.addTask {
                    for start in stride(from: 0, to: entries.count, by: 4) {
                        _ = try await stores[0].record(Array(entries[start..<start + 4]), epoch: 0)
                    }
                    return nil
                }
                for job in submitted {
                    group.addTask { try await stores[1].cancel(job.id, at: job.status.version) }
                }
                for try await job in group { if let job { cancelled[job.id] = job } }
            }
            for job in submitted {
                let row = try await stores[0].stored(job.id)
                #expect(row.state == (cancelled[job.id] == nil ? .completed : .cancelled))
                if let cancelled = cancelled[job.id] { #expect(row == cancelled) }
                #expect(try await stores[0].attempts(of: job.id).allSatisfy { $0.end != nil })
            }
            #expect(try await stores[0].position().sequence == entries.count)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func whatIsReplayedIsNotReaped(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            var failed: [JobID: JobVersion] = [:]
            for index in 1...60 {
                var job = try await stores[0].inserted(.echo())
                let life = try job.attempt(LeaseToken("w/\(index)"), AttemptReport(ending: .failed))
                try await stores[0].record(life, from: index)
                failed[job.id] = job.status.version
            }
            let versions = failed
            let (replayed, reaped) = try await withThrowingTaskGroup(of: (Set<JobID>, Int).self) { group in
                group.addTask {
                    var reaped = 0
                    for _ in 0..<20 {
                        reaped += try await stores[0].reap(finishedBefore: .now() + 60_000, limit: 2)
                    }
                    return ([], reaped)
                }
                for (id, version) in versions {
                    group.addTask {
                        let jobs = try await stores[1].replay([id: version], discardCheckpoints: false)
                        return (Set(jobs.map(\.id)), 0)
                    }
                }
                return try await group.reduce(into: (Set<JobID>(), 0)) {
                    $0.0.formUnion($1.0)
                    $0.1 += $1.1
                }
            }
            let rows = try await stores[0].jobs(Array(versions.keys))
            #expect(rows.count + reaped == versions.count)
            #expect(replayed.isSubset(of: rows.keys), "a replayed row is not final")
            for (id, row) in rows { #expect(row.state == (replayed.contains(id) ? .queued : .failed)) }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aReplayIsMadeOnce(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            var versions: [JobID: JobVersion] = [:]
            for _ in 0..<30 {
                let job = try await stores[0].inserted(.echo())
                let cancelled = try #require(try await stores[0].cancel(job.id, at: job.status.version))
                versions[job.id] = cancelled.status.version
            }
            let cancelled = versions
            let replayed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await stores[index % 2].replay(cancelled, discardCheckpoints: false).map(\.id)
                    }
                }
                return try await group.reduce(into: [JobID]()) { $0 += $1 }
            }
            #expect(replayed.count == cancelled.count && Set(replayed) == Set(cancelled.keys))
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func eachLookIsClaimedByOne(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2, looks: claimedLong) { stores, _ in
            var owed: Set<JobID> = []
            for _ in 0..<100 { owed.insert(try await stores[0].inserted(.echo()).id) }
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for store in stores {
                    for _ in 0..<4 {
                        group.addTask {
                            var claimed: [JobID] = []
                            for _ in 0..<20 { claimed += try await store.claimLooks(limit: 10).keys }
                            return claimed
                        }
                    }
                }
                return try await group.reduce(into: [JobID]()) { $0 += $1 }
            }
            #expect(claimed.count == owed.count && Set(claimed) == owed)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func anEpochIsRaisedByOneServer(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            for epoch in 0..<10 {
                let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                    for index in 0..<6 {
                        group.addTask { try await stores[index % 2].raiseEpoch(from: epoch, to: epoch + 1) }
                    }
                    return try await group.reduce(into: 0) { if $1 != nil { $0 += 1 } }
                }
                #expect(winners == 1)
            }
            #expect(try await stores[0].position().epoch == 10)
        }
    }

    /// A row of an older epoch that was committed beside the opening is compared with Redis nevertheless.
    @Test(arguments: StoreUnderTest.kinds)
    func noRowEscapesAnOpening(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            var jobs: [Job] = []
            try await withThrowingTaskGroup(of: Job?.self) { group in
                for _ in 0..<300 { group.addTask { try await stores[0].inserted(.echo()) } }
                group.addTask {
                    for epoch in 0..<10 { _ = try await stores[1].raiseEpoch(from: epoch, to: epoch + 1) }
                    return nil
                }
                for try await job in group { if let job { jobs.append(job) } }
            }
            let stale = Set(jobs.filter { $0.status.version.epoch < 10 }.map(\.id))
            #expect(Set(try await stores[1].claimLooks(limit: 1000).keys) == stale)
        }
    }

    /// The number that the opener compares with Redis's is the last that an older epoch ever records.
    @Test(arguments: StoreUnderTest.kinds)
    func nothingIsRecordedBehindAnOpening(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            var recorded = 0
            for epoch in 0..<10 {
                async let raised = stores[1].raiseEpoch(from: epoch, to: epoch + 1)
                for _ in 0..<20 {
                    let answer = try await stores[0].record([], from: recorded + 1, epoch: epoch)
                    guard case .recorded = answer else { break }
                    recorded += 1
                }
                #expect(try await raised == recorded)
                #expect(try await stores[0].position() == RecordPosition(epoch: epoch + 1, sequence: recorded))
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func typesAreRememberedByTwoServersAtOnce(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            let plugins = ["1", "2"].map {
                PluginIdentity(id: "acme", version: $0, sha256: String(repeating: "a", count: 64))
            }
            let names = (0..<30).map { "type-\($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<10 {
                    let types = names.shuffled().map { JobType(name: $0, plugin: plugins[index % 2]) }
                    group.addTask { try await stores[index % 2].remember(types: types) }
                }
                try await group.waitForAll()
            }
            #expect(try await stores[0].jobTypes().map(\.name) == names.sorted())
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func oneServerAtATimeMayOpenRedis(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2) { stores, _ in
            for (one, other) in [(stores[0], stores[1]), (stores[1], stores[0]), (stores[0], stores[0])] {
                let lock = try #require(try await one.lockOpening())
                #expect((try await other.lockOpening()) == nil)
                await lock.release()
            }
            let winners = try await withThrowingTaskGroup(of: OpeningLock?.self) { group in
                for index in 0..<8 { group.addTask { try await stores[index % 2].lockOpening() } }
                return try await group.reduce(into: [OpeningLock]()) { if let lock = $1 { $0.append(lock) } }
            }
            #expect(winners.count == 1)
            for lock in winners { await lock.release() }
        }
    }

    /// Rows locked in any order, by everything that locks rows: nobody is a victim of it.
    @Test(arguments: StoreUnderTest.kinds)
    func nothingFailsForItsNeighbours(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2, looks: .atOnce) { stores, _ in
            var jobs: [Job] = []
            for _ in 0..<40 { jobs.append(try await stores[0].inserted(.echo())) }
            let ids = jobs.map(\.id)
            var entries: [JobTransitionBatch] = []
            for index in jobs.indices {
                let life = try jobs[index].attempt(LeaseToken("w/\(index)"), AttemptReport(ending: .failed))
                entries.append(JobTransitionBatch(sequence: index + 1, transitions: life))
            }
            entries.shuffle()
            let shuffled = zip(1..., entries).map { JobTransitionBatch(sequence: $0, transitions: $1.transitions) }
            let failed = Dictionary(uniqueKeysWithValues: jobs.map { ($0.id, $0.status.version) })
            try await withThrowingTaskGroup(of: Void.self) { group in
                func repeatedly(_ work: @escaping @Sendable (any JobStore) async throws -> Void) {
                    for store in stores { group.addTask { for _ in 0..<15 { try await work(store) } } }
                }
                group.addTask {
                    for start in stride(from: 0, to: shuffled.count, by: 8) {
                        _ = try await stores[0].record(Array(shuffled[start..<start + 8]), epoch: 0)
                    }
                }
                repeatedly { try await $0.hastenLooks(ids.shuffled()) }
                repeatedly { try await $0.strikeOff(looks: try await $0.claimLooks(limit: 100), epoch: 0) }
                repeatedly { _ = try await $0.replay(failed, discardCheckpoints: true) }
                repeatedly { _ = try await $0.reap(finishedBefore: .now(), limit: 3) }
                repeatedly { store in
                    for id in ids.shuffled().prefix(5) { _ = try await store.requestCancel(id) }
                }
                repeatedly { _ = try await $0.inserted(.echo()) }
                try await group.waitForAll()
            }
            #expect(try await stores[0].position().sequence == shuffled.count)
        }
    }
}
