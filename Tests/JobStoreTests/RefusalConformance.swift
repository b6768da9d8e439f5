import JobModel
import JobStore
import Testing

/// Contents that the database does not take: one job never stops the stream. A trigger stands for them.
@Suite struct RefusalConformance {
    @Test(arguments: StoreUnderTest.kinds)
    func theJobsThatAreRefusedAreUnrecordableAndNoOther(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 1) { stores, database in
            let store = try #require(stores.first)
            var jobs: [Job] = []
            for _ in 0..<9 { jobs.append(try await store.inserted(.echo())) }
            try await database.refuse(.result("bad!"), saying: "bad result")
            try await database.refuse(.attempt(LeaseToken("w/7")), saying: "bad attempt")
            var entry: [JobTransition] = []
            for index in jobs.indices {
                let result = index == 4 ? "bad!" : "\(index)"
                entry += try jobs[index].attempt(
                    LeaseToken("w/\(index)"), AttemptReport(ending: .completed, result: Array(result.utf8)))
            }
            let forgettable = Dictionary(uniqueKeysWithValues: jobs.map { ($0.id, $0.status.version) })
            #expect(try await store.record(entry) == .recorded(after: 0, forgettable: forgettable))
            #expect(try await store.position().sequence == 1)
            for (index, job) in jobs.enumerated() {
                let row = try await store.stored(job.id)
                #expect(row.status.version == job.status.version)
                let reason = [4: "bad result", 7: "bad attempt"][index]
                if let reason {
                    #expect(row.state == .failed)
                    #expect(row.failure?.code == "unrecordable")
                    #expect(row.failure?.message.contains(reason) == true)
                    #expect(try await store.attempts(of: job.id).isEmpty)
                } else {
                    #expect(row.state == .completed)
                    #expect(row.result == Array("\(index)".utf8))
                    #expect(try await store.attempts(of: job.id).count == 1)
                }
            }
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aBatchOfWhichEveryJobIsRefusedIsRecordedToo(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 1) { stores, database in
            let store = try #require(stores.first)
            var jobs: [Job] = []
            for _ in 0..<20 { jobs.append(try await store.inserted(.echo())) }
            try await database.refuse(.result("bad!"), saying: "bad result")
            let report = AttemptReport(ending: .completed, result: Array("bad!".utf8))
            var entries: [[JobTransition]] = []
            for index in jobs.indices { entries.append(try jobs[index].attempt(LeaseToken("w/\(index)"), report)) }
            let batches = entries.enumerated().map { JobTransitionBatch(sequence: $0 + 1, transitions: $1) }
            _ = try await store.record(batches, epoch: 0)
            #expect(try await store.position().sequence == 20)
            #expect(try await store.jobs(jobs.map(\.id)).values.allSatisfy { $0.failure?.code == "unrecordable" })
        }
    }

    @Test(arguments: StoreUnderTest.kinds)
    func aRowThatTakesNothingAtAllDoesNotStopItEither(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 1) { stores, database in
            let store = try #require(stores.first)
            let stuck = try await store.inserted(.echo())
            var other = try await store.inserted(.echo())
            try await database.refuse(.anyUpdate(stuck.id), saying: "nothing")
            let leased = try stuck.transition(.leased, token: LeaseToken("w/1"))
            try await store.record([leased] + other.attempt(LeaseToken("w/2"), AttemptReport(ending: .completed)))
            #expect(try await store.stored(stuck.id) == stuck)
            #expect(try await store.stored(other.id).state == .completed)
            #expect(try await store.position().sequence == 1)
        }
    }

    /// The attempts of an unrecordable job that were recorded before stay; the row runs no more.
    @Test(arguments: StoreUnderTest.kinds)
    func whatWasRecordedBeforeStays(_ kind: StoreUnderTest.Kind) async throws {
        try await withStores(kind, count: 1) { stores, database in
            let store = try #require(stores.first)
            var job = try await store.inserted(.echo())
            let life = try job.attempt(
                LeaseToken("w/1"), AttemptReport(ending: .completed, result: Array("bad!".utf8)))
            try await store.record([life[0]])
            try await database.refuse(.result("bad!"), saying: "bad result")
            try await store.record([life[1]], from: 2)
            let row = try await store.stored(job.id)
            #expect(row.state == .failed && row.result == nil)
            #expect(try await store.attempts(of: job.id).map(\.number) == [1])
            #expect(try await store.claimLooks(limit: 10).isEmpty)
        }
    }
}
