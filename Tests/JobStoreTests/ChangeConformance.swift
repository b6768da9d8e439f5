import JobModel
import JobStore
import TestSupport
import Testing

/// Cancel and replay: what changes a row beside the Recorder.
@Suite struct ChangeConformance {
    @Test(arguments: StoreUnderTest.kinds) func aCancelLeapsAndIsFinal(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let job = try await store.inserted(.echo())
            let cancelled = try #require(try await store.cancel(job.id, at: job.status.version))
            #expect(cancelled.state == .cancelled)
            #expect(cancelled.status.lifecycle.cancelRequested)
            #expect(cancelled.status.version == JobVersion(epoch: 0, version: JobVersion.leap))
            #expect(try await store.stored(job.id) == cancelled)
            #expect(try await store.cancel(job.id, at: cancelled.status.version) == nil, "it is final")
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aRowThatMovedIsNeitherCancelledNorReplayed(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let job = try await store.inserted(.echo())
            for other in [JobVersion(epoch: 0, version: 2), JobVersion(epoch: 1, version: 1)] {
                #expect(try await store.cancel(job.id, at: other) == nil)
            }
            #expect(try await store.cancel(ids.next(), at: job.status.version) == nil)
            #expect(try await store.replay([job.id: job.status.version], discardCheckpoints: false) == [])
            let cancelled = try #require(try await store.cancel(job.id, at: job.status.version))
            var otherEpoch = cancelled.status.version
            otherEpoch.epoch = 1
            for other in [job.status.version, otherEpoch] {
                #expect(try await store.replay([job.id: other], discardCheckpoints: false) == [])
            }
            #expect(try await store.replay([ids.next(): otherEpoch], discardCheckpoints: false) == [])
            #expect(try await store.replay([:], discardCheckpoints: false) == [])
            #expect(try await store.stored(job.id) == cancelled)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aLeapNamesTheStoredEpoch(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let job = try await store.inserted(.echo())
            _ = try await store.raiseEpoch(from: 0, to: 4)
            let cancelled = try #require(try await store.cancel(job.id, at: job.status.version))
            #expect(cancelled.status.version == JobVersion(epoch: 4, version: JobVersion.leap))
            _ = try await store.raiseEpoch(from: 4, to: 5)
            let replayed = try await store.replay([job.id: cancelled.status.version], discardCheckpoints: false)
            #expect(replayed.map(\.status.version) == [JobVersion(epoch: 5, version: 2 * JobVersion.leap)])
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aLateTransitionChangesNothingOfACancelledRow(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            let cancelled = try #require(try await store.cancel(job.id, at: job.status.version))
            let late = try job.attempt(
                LeaseToken("w1/1.1"), AttemptReport(ending: .completed, result: Array("1".utf8)))
            #expect(try await store.record(late) == .recorded(after: 0, forgettable: [job.id: job.status.version]))
            #expect(try await store.stored(job.id) == cancelled)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aReplayBeginsAnewAndIsOwedALook(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind, looks: .atOnce) { store in
            var job = try await store.inserted(.echo())
            let failure = AttemptReport(
                ending: .failed, failure: JobFailure(code: "bad", message: "no"), progress: JobProgress(fraction: 0.5))
            var transitions = try job.attempt(LeaseToken("w1/1.1"), failure)
            transitions[1].checkpoint = Array("half".utf8)
            try await store.record(transitions)
            let failed = try await store.stored(job.id)
            #expect(try await store.claimLooks(limit: 10).isEmpty)

            let version = failed.status.version
            let replayed = try #require(try await store.replay([job.id: version], discardCheckpoints: false).first)
            #expect(replayed.status.lifecycle == JobLifecycle(state: .queued, attempt: 1))
            #expect(replayed.status.version == JobVersion(epoch: 0, version: JobVersion.leap))
            #expect(replayed.failure == nil && replayed.progress == nil && replayed.result == nil)
            #expect(replayed.checkpoint == Array("half".utf8))
            #expect(replayed.finishedAt == nil)
            #expect(try await store.stored(job.id) == replayed)
            #expect(try await store.claimLooks(limit: 10).keys.contains(job.id))
            #expect(try await store.reap(finishedBefore: .now() + 1_000_000, limit: 10) == 0)

            _ = try await store.cancel(job.id, at: replayed.status.version)
            let cancelled = try await store.stored(job.id)
            let again = try await store.replay([job.id: cancelled.status.version], discardCheckpoints: true)
            #expect(again.first?.checkpoint == nil)
            #expect(again.first?.status.version.version == 3 * JobVersion.leap)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aCompletedJobIsNotReplayed(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var job = try await store.inserted(.echo())
            try await store.record(try job.attempt(LeaseToken("w1/1.1"), AttemptReport(ending: .completed)))
            let completed = try await store.stored(job.id)
            #expect(try await store.replay([job.id: completed.status.version], discardCheckpoints: false) == [])
            #expect(try await store.requestCancel(job.id) == completed)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aWishToCancelIsKeptAndOwedALook(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind, looks: .atOnce) { store in
            var job = try await store.inserted(.echo())
            let first = try await store.claimLooks(limit: 10)
            try await eventually { Timestamp.now() > first[job.id] ?? .noon }
            #expect(try await store.requestCancel(job.id)?.status.lifecycle.cancelRequested == true)
            // A look that was read before does not strike off the one that is owed now.
            try await store.strikeOff(looks: first, epoch: 0)
            #expect(try await store.claimLooks(limit: 10).keys.contains(job.id))

            // Redis does not know of it yet; the flag stays.
            try await store.record([job.follow(try job.transition(.leased, token: LeaseToken("w1/1.1")))])
            let running = try await store.stored(job.id)
            #expect(running.state == .running)
            #expect(running.status.lifecycle.cancelRequested)
            #expect(try await store.requestCancel(ids.next()) == nil)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func theSameKeyGivesTheSameJobAsLongAsItsRowLives(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let key = IdempotencyKey(text: "order-7", fingerprint: [1])
            let other = IdempotencyKey(text: "order-7", fingerprint: [2])
            let elsewhere = IdempotencyKey(caller: "other", text: "order-7", fingerprint: [2])
            let first = try await store.insert(.echo(key: key))
            #expect(first.isNew)
            #expect(first.job.idempotencyKey == "order-7")
            #expect(try await store.insert(.echo(key: key)) == Insertion(job: first.job, isNew: false))
            #expect(try await store.job(key) == first.job)
            await #expect(throws: JobStoreError.keyReused) { try await store.insert(.echo(key: other)) }
            await #expect(throws: JobStoreError.keyReused) { try await store.job(other) }
            #expect(try await store.insert(.echo(key: elsewhere)).isNew)

            _ = try await store.cancel(first.job.id, at: first.job.status.version)
            #expect(try await store.reap(finishedBefore: .now() + 1_000_000, limit: 10) == 1)
            #expect(try await store.job(key) == nil)
            #expect(try await store.insert(.echo(key: other)).isNew)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aConflictFailsNobodyElseInItsCommit(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let outcomes = await withTaskGroup(of: Bool?.self) { group in
                for index in 0..<40 {
                    let key = IdempotencyKey(text: "\(index % 10)", fingerprint: [index < 30 ? 1 : 2])
                    group.addTask { try? await store.insert(.echo(key: key)).isNew }
                }
                return await group.reduce(into: [Bool?]()) { $0.append($1) }
            }
            // Of each key one fingerprint wins, whichever came first.
            #expect(outcomes.filter { $0 == true }.count == 10)
            let jobs = try await store.list(JobQuery(limit: 100))
            #expect(jobs.count == 10)
        }
    }

    /// The first of a key in a commit may be one that the database refuses.
    @Test(arguments: StoreUnderTest.kinds)
    func aRefusedSubmissionLeavesItsKeyToOthers(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let taken = try await store.inserted(.echo())
            for round in 0..<10 {
                let key = IdempotencyKey(text: "round \(round)", fingerprint: [1])
                let submissions = [
                    NewJob(id: taken.id, specification: taken.specification, idempotencyKey: key), .echo(key: key),
                    .echo(key: key),
                ]
                let insertions = await withTaskGroup(of: Insertion?.self) { group in
                    for submission in submissions { group.addTask { try? await store.insert(submission) } }
                    return await group.reduce(into: [Insertion]()) { if let insertion = $1 { $0.append(insertion) } }
                }
                #expect(insertions.filter(\.isNew).count == 1)
                let job = try #require(try await store.job(key))
                #expect(insertions.allSatisfy { $0.job.id == job.id })
            }
            #expect(try await store.stored(taken.id) == taken)
        }
    }

    /// The same submission once more, as a client repeats it that heard nothing.
    @Test(arguments: StoreUnderTest.kinds)
    func aKeyIsLookedForBeforeTheId(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let submission = NewJob.echo(key: IdempotencyKey(text: "k", fingerprint: []))
            let job = try await store.inserted(submission)
            #expect(try await store.insert(submission) == Insertion(job: job, isNew: false))
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func deadLettersAreGroupedByTypeAndError(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            var sequence = 1
            for (type, code) in [("a", "x"), ("a", "x"), ("a", "y"), ("b", "x")] {
                var job = try await store.inserted(.echo(type: type))
                job.specification.maximumRetries = 0
                let report = AttemptReport(ending: .transient, failure: JobFailure(code: code, message: ""))
                try await store.record(try job.attempt(LeaseToken("w1/\(sequence).1"), report), from: sequence)
                sequence += 1
            }
            _ = try await store.inserted(.echo(type: "a"))
            let groups = try await store.deadLetterGroups(type: nil, errorCode: nil)
            #expect(
                groups == [
                    DeadLetterGroup(type: "a", errorCode: "x", count: 2),
                    DeadLetterGroup(type: "a", errorCode: "y", count: 1),
                    DeadLetterGroup(type: "b", errorCode: "x", count: 1),
                ])
            let some = JobQuery(states: [.deadLetter], type: "a", errorCode: "x", order: .oldestFirst, limit: 10)
            #expect(try await store.deadLetterGroups(type: "a", errorCode: "x").map(\.count) == [2])
            let jobs = try await store.list(some)
            #expect(jobs.count == 2)
            #expect(jobs == jobs.sorted { $0.id < $1.id })
        }
    }
}
