import JobModel
import JobStore
import Testing

/// What an attempt keeps for the next one lies in the row while the job may run again.
@Suite struct CheckpointConformance {
    private let kept = Array("kept\u{0}".utf8) + [0xFF]

    /// Where the row stands after an attempt that kept something and ended so.
    @Test(arguments: StoreUnderTest.kinds, AttemptEnding.allCases)
    func theRowHasTheLatest(_ kind: StoreUnderTest.Kind, _ ending: AttemptEnding) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            #expect(job.checkpoint == nil)
            var life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: ending))
            life[1].checkpoint = kept
            try await store.record(life)
            let row = try await store.stored(job.id)
            #expect(row.checkpoint == (ending == .completed ? nil : kept))
            let unfinished = try await store.unfinished(after: nil, limit: 10)
            #expect(unfinished.map(\.checkpoint) == (job.state.isFinal ? [] : [kept]), "a rebuild goes on from it")
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aListDoesNotShowIt(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            var life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .transient))
            life[1].checkpoint = kept
            try await store.record(life)
            for states in [nil, [JobState.retrying, .failed]] as [Set<JobState>?] {
                let listed = try await store.list(JobQuery(states: states, limit: 10))
                var row = try await store.stored(job.id)
                #expect(row.checkpoint == kept)
                row.checkpoint = nil
                #expect(listed == [row])
            }
        }
    }

    /// What a list does not show does not cut its page.
    @Test(arguments: StoreUnderTest.kinds)
    func aPageIsAsLongAsWhatItShows(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let count = JobQuery.maximumBytes / 65536 + 10
            for index in 1...count {
                var job = try await store.inserted(.echo())
                var life = try job.attempt(LeaseToken("w/\(index)"), AttemptReport(ending: .failed))
                life[1].checkpoint = [UInt8](repeating: UInt8(index % 256), count: 65536)
                try await store.record(life, from: index)
            }
            #expect(try await store.list(JobQuery(states: [.failed], limit: 1000)).count == count)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func itStaysUntilThereIsAnother(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            for (index, (checkpoint, expected)) in [
                (kept, kept), (nil, kept), ([1], [1]), ([], nil), (nil, nil),
            ].enumerated() {
                var life = try job.attempt(LeaseToken("w/\(index)"), AttemptReport(ending: .handedBack))
                life[1].checkpoint = checkpoint
                try await store.record(life, from: index + 1)
                #expect(try await store.stored(job.id).checkpoint == expected, "after \(index)")
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aLostWorkersAttemptLeavesIts(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            let leased = job.follow(try job.transition(.leased, token: LeaseToken("w/1")))
            var lost = job.follow(try job.transition(.workerLost))
            lost.checkpoint = kept
            try await store.record([leased, lost])
            #expect(try await store.stored(job.id).checkpoint == kept)
            let done = try job.attempt(LeaseToken("w/2"), AttemptReport(ending: .completed))
            try await store.record(done, from: 2)
            #expect(try await store.stored(job.id).checkpoint == nil, "a completed job needs none")
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func thatOfAPairWhichTheRowDoesNotTakeIsPassedOver(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            var life = try job.attempt(LeaseToken("w/1"), AttemptReport(ending: .failed))
            life[1].checkpoint = kept
            try await store.record(life)
            var late = life[1]
            late.checkpoint = [2]
            try await store.record([late], from: 2)
            #expect(try await store.stored(job.id).checkpoint == kept)
        }
    }
}
