import JobModel
import JobStore
import TestSupport
import Testing

/// The connection is lost at every message of an exchange: before PostgreSQL heard of the commit, and after it was made
/// but before its answer came.
@Suite struct AmbiguousCommitTests {
    private static let directions: [PostgresProxy.Direction] = [.toServer, .toClient]

    @Test(arguments: directions, [nil, IdempotencyKey(text: "k", fingerprint: [1])])
    func aSubmissionIsAnsweredItsOneRow(_ direction: PostgresProxy.Direction, _ key: IdempotencyKey?) async throws {
        try await atEveryMessage(direction) { number, store, database in
            let key = key.map { IdempotencyKey(text: "\($0.text) \(number)", fingerprint: $0.fingerprint) }
            let submission = NewJob.echo("\(number)", key: key)
            let insertion = try await store.insert(submission)
            #expect(insertion.isNew && insertion.job.id == submission.id, "cut after \(number)")
            #expect(try await store.job(submission.id) == insertion.job)
            let rows = try await database.query("SELECT count(*) FROM jobs WHERE payload = '\(number)'")
            #expect(rows == "1", "cut after \(number)")
        }
    }

    @Test(arguments: directions)
    func aWholeCommitIsAnsweredRowByRow(_ direction: PostgresProxy.Direction) async throws {
        try await atEveryMessage(direction) { number, store, _ in
            // A key that is taken answers the earlier row.
            let key = IdempotencyKey(text: "k\(number)", fingerprint: [1])
            let others = (0..<10).map { _ in NewJob.echo() }
            let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                for submission in [.echo(key: key), .echo(key: key)] + others {
                    group.addTask { try await store.insert(submission).isNew }
                }
                return try await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(answers.filter { $0 }.count == others.count + 1, "cut after \(number)")
        }
    }

    /// What the Recorder is not told it tries again, and nothing is recorded twice.
    @Test(arguments: directions)
    func aRecordingMayBeRepeated(_ direction: PostgresProxy.Direction) async throws {
        try await atEveryMessage(direction) { number, store, _ in
            var job = try await store.inserted(.echo())
            let start = try await store.position().sequence
            let life = try job.attempt(LeaseToken("w/\(number)"), AttemptReport(ending: .completed, result: [0x31]))
            let answer: RecordAnswer
            do {
                answer = try await store.record(life, from: start + 1)
            } catch {
                #expect(JobStoreError.isUnavailable(error))
                answer = try await store.record(life, from: start + 1)
            }
            guard case .recorded(_, [job.id: job.status.version]) = answer else {
                Issue.record("cut after \(number): \(answer)")
                return
            }
            #expect(try await store.stored(job.id).status == job.status)
            #expect(try await store.attempts(of: job.id).count == 1)
            #expect(try await store.position().sequence == start + 1)
        }
    }

    /// Tries an exchange with the connection cut after its first message, its second, and so on to its last.
    private func atEveryMessage(
        _ direction: PostgresProxy.Direction,
        _ exchange: (Int, any JobStore, PostgresUnderTest) async throws -> Void
    ) async throws {
        let database = try await PostgresUnderTest()
        let proxy = try PostgresProxy(of: database.socketDirectory)
        let store = try await PostgresJobStore.open(
            PostgresConfiguration(url: database.url(through: proxy.directory), poolSize: 1), logger: .silent)
        var outcome: Result<Void, any Error> = .success(())
        var cuts = 0
        do {
            for number in 0..<200 {
                try await eventually("the store is back") {
                    do {
                        try await store.checkHealth()
                        return true
                    } catch { return false }
                }
                proxy.cut(direction, after: number)
                try await exchange(number, store, database)
                guard proxy.disarm() else { break }
                cuts += 1
            }
            #expect(cuts > 3)
        } catch {
            outcome = .failure(error)
        }
        await store.close()
        proxy.stop()
        try await database.remove()
        try outcome.get()
    }
}
