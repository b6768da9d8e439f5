import JobModel
import JobStore
import Testing

@Suite struct InsertConformance {
    @Test(arguments: StoreUnderTest.kinds)
    func aRowHoldsWhatWasSubmitted(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let submission = NewJob(
                id: ids.next(),
                specification: JobSpecification(
                    type: "resize", payload: Array(#"{ "a" : "\u0000ü" }"#.utf8) + [0, 0xFF],
                    priority: try #require(JobPriority(9)), maximumRetries: 7, timeoutMilliseconds: 1234,
                    retryPolicy: RetryPolicy(baseMilliseconds: 10, factor: 1.5, capMilliseconds: 99),
                    traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
            let before = Timestamp.now()
            let job = try await store.inserted(submission)
            #expect(job.id == submission.id)
            #expect(job.specification == submission.specification)
            #expect(job.state == .queued)
            #expect(job.status.version == JobVersion(epoch: 0, version: 1))
            #expect(job.createdAt >= before && job.createdAt <= .now())
            #expect(try await store.job(submission.id) == job)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func anEmptyPayloadStaysEmpty(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let job = try await store.inserted(.echo(""))
            #expect(try await store.stored(job.id).specification.payload == [])
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aFutureTimeMakesItScheduledAPastOneDoesNot(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let later = Timestamp.now() + 3_600_000
            let scheduled = try await store.inserted(.echo(runAt: later))
            #expect(scheduled.state == .scheduled)
            #expect(scheduled.status.dueAt == later)
            #expect(try await store.job(scheduled.id) == scheduled)
            let past = try await store.inserted(.echo(runAt: .now() - 1000))
            #expect(past.state == .queued)
            #expect(past.status.dueAt == nil)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func theVersionNamesTheStoredEpoch(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            _ = try await store.raiseEpoch(from: 0, to: 3)
            let job = try await store.inserted(.echo())
            #expect(job.status.version == JobVersion(epoch: 3, version: 1))
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func anIdThatIsTakenIsRefusedAndFailsNobodyElse(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let first = try await store.inserted(.echo(#""first""#))
            let again = NewJob(id: first.id, specification: NewJob.echo(#""again""#).specification)
            let others = (0..<100).map { NewJob.echo("\($0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for other in others {
                    group.addTask { _ = try await store.inserted(other) }
                    group.addTask {
                        await #expect { try await store.inserted(again) } throws: { error in
                            guard case .refused? = error as? JobStoreError else { return false }
                            return true
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.jobs(others.map(\.id)).count == others.count)
            #expect(try await store.stored(first.id) == first)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aCrowdOfSubmittersAllGetTheirOwnRow(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let submissions = (0..<300).map { NewJob.echo("\($0)") }
            try await withThrowingTaskGroup(of: (NewJob, Job).self) { group in
                for submission in submissions { group.addTask { (submission, try await store.inserted(submission)) } }
                for try await (submission, job) in group {
                    #expect(job.id == submission.id && job.specification == submission.specification)
                }
            }
            let rows = try await store.jobs(submissions.map(\.id) + [ids.next()])
            #expect(rows.count == submissions.count)
            #expect(submissions.allSatisfy { rows[$0.id]?.specification == $0.specification })
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func anUnknownIdHasNoRow(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let known = try await store.inserted(.echo())
            #expect(try await store.job(ids.next()) == nil)
            #expect(try await store.jobs([known.id, ids.next()]) == [known.id: known])
            #expect(try await store.jobs([]).isEmpty)
            #expect(try await store.attempts(of: ids.next()).isEmpty)
        }
    }
}
