import JobModel
import Testing

@testable import JobStore

/// A database that has heard of nothing stands for a replica that trails.
@Suite(.timeLimit(.minutes(5))) struct PostgresReplicaTests {
    private func withStore(
        readURL: String? = nil, _ test: (PostgresJobStore, any JobReader) async throws -> Void
    ) async throws {
        let (primary, replica) = (try await PostgresUnderTest(), try await PostgresUnderTest())
        await (try replica.open(looks: .standard)).close()
        let configuration = PostgresConfiguration(url: primary.url, readURL: readURL ?? replica.url, poolSize: 2)
        let store = try await PostgresJobStore.open(configuration, logger: .silent)
        do {
            try await test(store, try #require(store.replica))
        } catch {
            Issue.record(error)
        }
        await store.close()
        try await primary.remove()
        try await replica.remove()
    }

    @Test func whatItHasNotHeardOfIsReadFromTheRecord() async throws {
        try await withStore { store, replica in
            let job = try await store.inserted(.echo())
            #expect(try await replica.job(job.id) == job)
            #expect(try await replica.list(JobQuery(limit: 10)) == [], "a list may trail")
            #expect(try await store.list(JobQuery(limit: 10)) == [job], "what is decided upon does not")
        }
    }

    @Test func whileItIsAwayTheRecordIsRead() async throws {
        try await withStore(readURL: "postgresql:///nowhere?host=/nonexistent") { store, replica in
            let job = try await store.inserted(.echo())
            #expect(try await replica.job(job.id) == job)
            #expect(try await replica.list(JobQuery(limit: 10)) == [job])
            #expect(try await replica.attempts(of: job.id) == [])
            #expect(try await replica.deadLetterGroups(type: nil, errorCode: nil) == [])
        }
    }

    /// A replay takes back every end but a completion.
    @Test(arguments: [(AttemptEnding.completed, true), (.failed, false)])
    func onlyACompletionIsBelieved(_ ending: AttemptEnding, isBelieved: Bool) async throws {
        let database = try await PostgresUnderTest()
        let configuration = PostgresConfiguration(url: database.url, readURL: database.url, poolSize: 2)
        let store = try await PostgresJobStore.open(configuration, logger: .silent)
        var job = try await store.inserted(.echo())
        try await store.record(try job.attempt(LeaseToken("w/1"), AttemptReport(ending: ending)))
        let replica = PostgresReader(
            pool: PostgresPool(of: "the replica", size: 1, logger: .silent) { () throws(PostgresFailure) in
                try .open(url: database.url, needsWrites: false, configuration: configuration)
            }, purpose: .showing)
        let nothing = PostgresReader(
            pool: PostgresPool(of: "nothing", size: 1, logger: .silent) { () throws(PostgresFailure) in
                throw .unreachable(reason: "asked")
            }, purpose: .showing)
        let reads = PostgresReplica(replica: replica, record: nothing)
        let answer = try? await reads.job(job.id)
        #expect((answer != nil) == isBelieved)
        await replica.pool.close()
        await store.close()
        try await database.remove()
    }
}
