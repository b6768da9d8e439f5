import JobModel
import JobStore
import Testing

@Suite struct HousekeepingConformance {
    @Test(arguments: StoreUnderTest.kinds)
    func reapingTakesOldFinalRowsWithTheirAttempts(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let waiting = try await store.inserted(.echo()).id
            var finished: [JobID] = []
            for index in 1...3 {
                var job = try await store.inserted(.echo())
                let life = try job.attempt(LeaseToken("w/\(index)"), AttemptReport(ending: .completed))
                try await store.record(life, from: index)
                finished.append(job.id)
            }
            #expect(try await store.reap(finishedBefore: .now() - 60_000, limit: 10) == 0)
            #expect(try await store.reap(finishedBefore: .now() + 60_000, limit: 2) == 2)
            #expect(try await store.reap(finishedBefore: .now() + 60_000, limit: 2) == 1)
            #expect(try await store.reap(finishedBefore: .now() + 60_000, limit: 2) == 0)
            #expect(try await store.jobs(finished).isEmpty)
            #expect(try await store.attempts(of: finished[0]).isEmpty)
            #expect(try await store.stored(waiting).state == .queued)
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func typesAreRememberedAsTheyWereAdvertisedLast(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let plugin = PluginIdentity(id: "acme.images", version: "1.2", sha256: String(repeating: "a", count: 64))
            let full = JobType(
                name: "resize", description: "Makes images smaller", plugin: plugin,
                payloadSchema: #"{"type":"object"}"#,
                resultSchema: "true", maximumRetries: 2, timeoutMilliseconds: 0,
                retryPolicy: RetryPolicy(baseMilliseconds: 5, factor: 3, capMilliseconds: 50), concurrency: 4,
                cancelGraceMilliseconds: 100)
            let plain = JobType(name: "convert", plugin: plugin)
            try await store.remember(types: [full, plain])
            #expect(try await store.jobTypes() == [plain, full])
            var newer = full
            newer.plugin.version = "1.3"
            newer.resultSchema = nil
            try await store.remember(types: [newer])
            try await store.remember(types: [])
            #expect(try await store.jobTypes() == [plain, newer])
        }
    }

    /// By their bytes, whatever order the database knows.
    @Test(arguments: StoreUnderTest.kinds) func typesComeByName(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let plugin = PluginIdentity(id: "acme", version: "1", sha256: String(repeating: "a", count: 64))
            let names = ["ab", "a-b", "a.b", "a_b", "a", "b", "0", "a0", "a-"]
            try await store.remember(types: names.map { JobType(name: $0, plugin: plugin) })
            #expect(
                try await store.jobTypes().map(\.name) == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aClosedStoreIsUnavailable(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            _ = try await store.inserted(.echo())
            try await store.checkHealth()
            await store.close()
            await store.close()
            for call in StoreCall.all {
                await #expect("\(call.name)") { try await call.make(store) } throws: { JobStoreError.isUnavailable($0) }
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aCancelledCallerInterruptsNothing(_ kind: StoreUnderTest.Kind) async throws {
        try await withStore(kind) { store in
            let submission = NewJob.echo()
            let job = try await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await store.inserted(submission)
            }.value
            #expect(try await store.job(submission.id) == job)
        }
    }
}
