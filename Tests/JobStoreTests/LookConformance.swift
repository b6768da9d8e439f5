import JobModel
import Testing

@testable import JobStore

@Suite struct LookConformance {
    @Test(arguments: StoreUnderTest.kinds)
    func aFreshRowIsOwedNoLookYet(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            _ = try await store.inserted(.echo())
            #expect(try await store.claimLooks(limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aLookIsOwedUntilItIsStruckOffAsItWasRead(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind, looks: .atOnce) { store in
            let first = try await store.inserted(.echo()).id
            let second = try await store.inserted(.echo()).id
            #expect(try await store.claimLooks(limit: 1).count == 1)
            #expect(try await store.claimLooks(limit: -1).isEmpty)
            let owed = try await store.claimLooks(limit: 10)
            #expect(Set(owed.keys) == [first, second])
            let firstLook = try #require(owed[first])
            // Not as it was claimed, or through a connection of another epoch: it stays owed.
            try await store.strikeOff(looks: [first: firstLook + 1], epoch: 0)
            try await store.strikeOff(looks: [first: firstLook], epoch: 1)
            try await store.strikeOff(looks: [first: firstLook, ids.next(): firstLook], epoch: 0)
            #expect(Set(try await store.claimLooks(limit: 10).keys) == [second])
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aLookIsClaimedByOneServerAtATime(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let id = try await store.inserted(.echo()).id
            #expect(try await store.claimLooks(limit: 10).isEmpty)
            try await store.hastenLooks([id])
            #expect(Set(try await store.claimLooks(limit: 10).keys) == [id])
            try await store.hastenLooks([id])
            #expect(try await store.claimLooks(limit: 10).isEmpty, "it is claimed")
            _ = try await store.raiseEpoch(from: 0, to: 1)
            #expect(Set(try await store.claimLooks(limit: 10).keys) == [id], "an opening makes every look due")
        }
    }

    /// As a server whose clock is ahead would set it: nobody else puts off a look so far.
    @Test(arguments: StoreUnderTest.kinds)
    func aLookOfAClockThatRanAheadIsDue(_ kind: StoreUnderTest.Kind) async throws {
        let hour: Int64 = 3_600_000
        let ahead = LookSchedule(delayMilliseconds: hour, nearMilliseconds: 600_000, claimMilliseconds: 0)
        try await withDatabase(kind) { database in
            let store = try await database.open(looks: ahead)
            let id = try await store.inserted(.echo()).id
            _ = try await store.inserted(.echo(runAt: .now() + 2 * hour))
            let flagged = try await store.inserted(.echo(runAt: .now() + 2 * hour)).id
            _ = try await store.requestCancel(flagged)
            let other = try await database.open(looks: .atOnce)
            #expect(Set(try await other.claimLooks(limit: 10).keys) == [id, flagged])
            await other.close()
            await store.close()
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aFinalRowIsOwedNone(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind, looks: .atOnce) { store in
            var job = try await store.inserted(.echo())
            try await store.record([job.follow(try job.transition(.leased, token: LeaseToken("w/1")))])
            #expect(Set(try await store.claimLooks(limit: 10).keys) == [job.id])
            let finished = try job.transition(.finished(.completed), report: AttemptReport(ending: .completed))
            try await store.record([finished], from: 2)
            #expect(try await store.claimLooks(limit: 10).isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aFarScheduledRowIsLookedAtWhenItComesNear(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind, looks: .atOnce) { store in
            let near = try await store.inserted(.echo(runAt: .now() + 60_000)).id
            _ = try await store.inserted(.echo(runAt: .now() + 3_600_000))
            #expect(Set(try await store.claimLooks(limit: 10).keys) == [near])
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func raisingTheEpochOwesEveryUnfinishedRowALook(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind, looks: .atOnce) { store in
            let waiting = try await store.inserted(.echo()).id
            var done = try await store.inserted(.echo())
            try await store.record(try done.attempt(LeaseToken("w/1"), AttemptReport(ending: .completed)))
            let farTime = Timestamp.now() + 3_600_000
            let far = try await store.inserted(.echo(runAt: farTime)).id
            let near = try await store.inserted(.echo(runAt: .now() + 60_000)).id
            try await store.strikeOff(looks: try await store.claimLooks(limit: 10), epoch: 0)
            try await store.strikeOff(looks: [far: farTime - LookSchedule.atOnce.nearMilliseconds], epoch: 0)
            #expect(try await store.claimLooks(limit: 10).isEmpty)

            #expect(try await store.raiseEpoch(from: 0, to: 7) == 1)
            #expect(Set(try await store.claimLooks(limit: 10).keys) == [waiting, near])
            #expect(try await store.position() == RecordPosition(epoch: 7, sequence: 1))
        }
    }

    /// The rule stands in SQL too: it says what ``LookSchedule`` says.
    @Test(arguments: StoreUnderTest.kinds)
    func raisingTheEpochOwesTheLooksOfTheSchedule(_ kind: StoreUnderTest.Kind) async throws {
        let schedule = LookSchedule.standard
        try await withStores(kind, count: 1) { stores, database in
            let now = Timestamp.now()
            var statuses: [JobID: JobStatus] = [:]
            for state in JobState.allCases {
                for dueAt in [nil, now - 5, now + 60_000, now + 660_000, now + 3_600_000] {
                    for cancelRequested in [false, true] {
                        let lifecycle = JobLifecycle(state: state, cancelRequested: cancelRequested)
                        statuses[ids.next()] = JobStatus(
                            lifecycle: lifecycle, version: JobVersion(epoch: 0, version: 2), dueAt: dueAt,
                            changedAt: now)
                    }
                }
            }
            let store = try #require(stores.first)
            for id in statuses.keys {
                _ = try await store.insert(NewJob(id: id, specification: NewJob.echo().specification))
            }
            try await store.record(statuses.map { JobTransition(id: $0, status: $1) })
            var looks: [JobID: Timestamp] = [:]
            for id in statuses.keys { looks[id] = try await database.lookAt(id) }
            try await store.strikeOff(looks: looks, epoch: 0)

            let before = Timestamp.now()
            #expect(try await store.raiseEpoch(from: 0, to: 1) == 1)
            _ = try await store.claimLooks(limit: 0)  // carries the sweep on
            let after = Timestamp.now()
            for (id, status) in statuses {
                let look = try await database.lookAt(id)
                if status.state.isFinal {
                    #expect(look == nil, "\(status)")
                } else {
                    let look = try #require(look, "\(status)")
                    let earliest = schedule.look(at: status, notBefore: before)
                    #expect(look >= earliest && look <= max(after, earliest), "\(status)")
                }
            }
        }
    }

    /// The sweep is carried on by whoever claims, also by two servers at once, until every row had its look.
    @Test(arguments: StoreUnderTest.kinds)
    func aSweepIsAsLongAsItTakes(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 2, looks: .atOnce) { stores, _ in
            let count = LookSchedule.sweepPage + 100
            let store = try #require(stores.first)
            let all = try await withThrowingTaskGroup(of: JobID.self) { group in
                for _ in 0..<count { group.addTask { try await store.inserted(.echo()).id } }
                return try await group.reduce(into: Set<JobID>()) { $0.insert($1) }
            }
            func strikeOffAll(epoch: Int) async throws -> Set<JobID> {
                var seen: Set<JobID> = []
                while true {
                    let claims = try await withThrowingTaskGroup(of: [JobID: Timestamp].self) { group in
                        for store in stores { group.addTask { try await store.claimLooks(limit: 300) } }
                        return try await group.reduce(into: [[JobID: Timestamp]]()) { $0.append($1) }
                    }
                    guard claims.contains(where: { !$0.isEmpty }) else { return seen }
                    for claim in claims {
                        seen.formUnion(claim.keys)
                        try await store.strikeOff(looks: claim, epoch: epoch)
                    }
                }
            }
            #expect(try await strikeOffAll(epoch: 0) == all)
            #expect(try await store.raiseEpoch(from: 0, to: 1) != nil)
            #expect(try await strikeOffAll(epoch: 1) == all)
        }
    }

    /// A look that is owed already is not put off by an opening.
    @Test(arguments: StoreUnderTest.kinds)
    func anEarlierLookStaysAsItIs(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 1) { stores, database in
            let store = try #require(stores.first)
            let far = try await store.inserted(.echo(runAt: .now() + 3_600_000))
            let look = try #require(try await database.lookAt(far.id))
            let dueAt = try #require(far.status.dueAt)
            #expect(look == dueAt - LookSchedule.standard.nearMilliseconds)
            _ = try await store.raiseEpoch(from: 0, to: 1)
            _ = try await store.claimLooks(limit: 0)
            #expect(try await database.lookAt(far.id) == look)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func theEpochIsRaisedByOneAndOnlyUpwards(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.position() == RecordPosition(epoch: 0, sequence: 0))
            let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<8 { group.addTask { try await store.raiseEpoch(from: 0, to: 1) } }
                return try await group.reduce(into: 0) { if $1 != nil { $0 += 1 } }
            }
            #expect(winners == 1)
            #expect(try await store.raiseEpoch(from: 0, to: 2) == nil)
            #expect(try await store.raiseEpoch(from: 1, to: 1) == nil)
            #expect(try await store.position().epoch == 1)
        }
    }
}
