import JobModel
import JobStore
import Testing

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
        let underTest = StoreUnderTest(kind)
        let store = try await underTest.make(ahead)
        let id = try await store.inserted(.echo()).id
        _ = try await store.inserted(.echo(runAt: .now() + 2 * hour))
        let flagged = try await store.inserted(.echo(runAt: .now() + 2 * hour)).id
        _ = try await store.requestCancel(flagged)
        let other = try await underTest.make(.atOnce)
        #expect(Set(try await other.claimLooks(limit: 10).keys) == [id, flagged])
        await other.close()
        await store.close()
        try await underTest.dispose()
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
