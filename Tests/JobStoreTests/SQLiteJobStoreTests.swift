import Foundation
import GRDB
import JobModel
import Testing

@testable import JobStore

/// What is SQLite's own; the rest is in the conformance suites.
@Suite struct SQLiteJobStoreTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.file("jobs.db") }

    private func open() async throws -> SQLiteJobStore {
        try await SQLiteJobStore.open(path: path, logger: .silent)
    }

    @Test func theFileIsItsOwnersAlone() async throws {
        defer { try? directory.remove() }
        #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o644]))
        let store = try await open()
        _ = try await store.inserted(.echo())
        for file in ["jobs.db", "jobs.db-wal", "jobs.db-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: directory.file(file))[.posixPermissions]
            #expect(mode as? NSNumber == 0o600, "\(file)")
        }
        await store.close()
    }

    @Test func aCommitIsOnTheDisk() async throws {
        defer { try? directory.remove() }
        let database = try await SQLiteDatabase.open(path: path)
        #expect(try await database.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        #expect(try await database.write { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        await database.close()
    }

    @Test func openedAgainItHasItsJobs() async throws {
        defer { try? directory.remove() }
        var store = try await open()
        let job = try await store.inserted(.echo())
        try await store.record([try job.transition(.leased, token: LeaseToken("w/1"))])
        _ = try await store.raiseEpoch(from: 0, to: 1)
        await store.close()
        store = try await open()
        #expect(try await store.stored(job.id).state == .running)
        #expect(try await store.position() == RecordPosition(epoch: 1, sequence: 1))
        await store.close()
    }

    /// The rule stands in SQL too: it says what ``LookSchedule`` says.
    @Test(arguments: JobState.allCases) func raisingTheEpochOwesTheLooksOfTheSchedule(_ state: JobState) async throws {
        defer { try? directory.remove() }
        let database = try await SQLiteDatabase.open(path: path)
        let (now, schedule) = (Timestamp.noon, LookSchedule.standard)
        for dueAt in [nil, now - 5, now + 600_000, now + 600_001, now + 3_600_000] {
            let status = JobStatus(
                lifecycle: JobLifecycle(state: state), version: JobVersion(epoch: 0, version: 1), dueAt: dueAt,
                changedAt: now)
            let job = Job(id: ids.next(), specification: NewJob.echo().specification, status: status, createdAt: now)
            let look = try await database.write { database in
                let table = SQLiteJobTable(database: database)
                try table.insert(job, lookAt: now)
                try table.strikeOff(job.id, lookAt: now)
                try table.oweLooks(at: now, schedule: schedule)
                return try Int64.fetchOne(
                    database, sql: "SELECT look_at FROM jobs WHERE id = ?", arguments: [Data(job.id.bytes)])
            }
            #expect(look == (state.isFinal ? nil : schedule.look(at: status, notBefore: now).milliseconds))
        }
        await database.close()
    }

    @Test func aNewerSchemaIsRefusedAndLeftAlone() async throws {
        defer { try? directory.remove() }
        try await open().close()
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
        await #expect(throws: JobStoreError.newerSchema(found: "99", known: "2")) { try await open() }
        #expect(try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM grdb_migrations") } == 3)
    }

    @Test func whatIsNoDatabaseIsRefused() async throws {
        defer { try? directory.remove() }
        let contents = Data(String(repeating: "no database at all ", count: 500).utf8)
        #expect(FileManager.default.createFile(atPath: path, contents: contents))
        await #expect(throws: JobStoreError.corrupt(reason: "the file is no SQLite database")) { try await open() }
        #expect(FileManager.default.contents(atPath: path) == contents)
    }

    @Test func aMissingDirectoryIsNamed() async throws {
        defer { try? directory.remove() }
        let missing = directory.file("missing/jobs.db")
        await #expect {
            try await SQLiteJobStore.open(path: missing, logger: .silent)
        } throws: {
            guard case .unavailable(let reason)? = $0 as? JobStoreError else { return false }
            return reason.contains(missing)
        }
    }

    @Test func aDamagedRowIsAnErrorAndNotACrash() async throws {
        defer { try? directory.remove() }
        let store = try await open()
        let job = try await store.inserted(.echo())
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE jobs SET state = 'asleep'") }
        await #expect(throws: JobStoreError.corrupt(reason: "“asleep” in column state")) { try await store.job(job.id) }
        await store.close()
    }

    /// A trigger stands for contents that the database does not take.
    @Test func oneJobThatIsRefusedNeverStopsTheStream() async throws {
        defer { try? directory.remove() }
        let store = try await open()
        var jobs: [Job] = []
        for _ in 0..<9 { jobs.append(try await store.inserted(.echo())) }
        try await DatabaseQueue(path: path).write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER refuse_result BEFORE UPDATE ON jobs WHEN NEW.result = x'62616421'
                    BEGIN SELECT RAISE(ABORT, 'bad result'); END;
                    CREATE TRIGGER refuse_attempt BEFORE INSERT ON attempts WHEN NEW.token = 'w/7'
                    BEGIN SELECT RAISE(ABORT, 'bad attempt'); END;
                    """)
        }
        var entry: [JobTransition] = []
        for index in jobs.indices {
            let result = index == 4 ? "bad!" : "\(index)"
            entry += try jobs[index].attempt(
                LeaseToken("w/\(index)"), AttemptReport(ending: .completed, result: Array(result.utf8)))
        }
        let answer = try await store.record(entry)
        #expect(
            answer
                == .recorded(
                    after: 0, forgettable: Dictionary(uniqueKeysWithValues: jobs.map { ($0.id, $0.status.version) })))
        #expect(try await store.position().sequence == 1)
        for (index, job) in jobs.enumerated() {
            let row = try await store.stored(job.id)
            switch index {
            case 4:
                #expect(row.state == .failed)
                #expect(row.failure == JobFailure(code: "unrecordable", message: "bad result"))
            case 7:
                #expect(row.state == .failed)
                #expect(row.failure == JobFailure(code: "unrecordable", message: "bad attempt"))
            default:
                #expect(row.state == .completed)
                #expect(row.result == Array("\(index)".utf8))
                #expect(try await store.attempts(of: job.id).count == 1)
            }
        }
        await store.close()
    }

    @Test func aRowThatTakesNothingAtAllDoesNotStopItEither() async throws {
        defer { try? directory.remove() }
        let store = try await open()
        let stuck = try await store.inserted(.echo())
        var other = try await store.inserted(.echo())
        try await DatabaseQueue(path: path).write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER refuse_all BEFORE UPDATE ON jobs WHEN NEW.id = x'\(stuck.id.hex)'
                    BEGIN SELECT RAISE(ABORT, 'nothing'); END;
                    """)
        }
        let leased = try stuck.transition(.leased, token: LeaseToken("w/1"))
        try await store.record([leased] + other.attempt(LeaseToken("w/2"), AttemptReport(ending: .completed)))
        #expect(try await store.stored(stuck.id) == stuck)
        #expect(try await store.stored(other.id).state == .completed)
        #expect(try await store.position().sequence == 1)
        await store.close()
    }

    /// Each query walks an index in its order: a list stays quick however long the record is.
    @Test(arguments: [
        JobQuery(limit: 10), JobQuery(states: [.completed], limit: 10),
        JobQuery(states: [.completed, .failed], before: JobID(high: 1, low: 1), limit: 10),
        JobQuery(type: "echo", limit: 10), JobQuery(states: [.queued, .running], type: "echo", limit: 10),
    ])
    func listsNeverSort(_ query: JobQuery) async throws {
        defer { try? directory.remove() }
        let database = try await SQLiteDatabase.open(path: path)
        let plan = try await database.read { database in
            var queries: [String] = []
            database.trace { event in
                if case .statement(let statement) = event { queries.append(statement.expandedSQL) }
            }
            _ = try SQLiteJobTable(database: database).list(query)
            database.trace(options: [])
            return try queries.flatMap { query in
                try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(query)").map {
                    "\($0["detail"] as String? ?? "")"
                }
            }
        }
        #expect(!plan.isEmpty)
        #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") }, "\(plan)")
        await database.close()
    }
}

/// What SQLite's result codes become.
@Suite struct SQLiteErrorTests {
    @Test(arguments: [
        (ResultCode.SQLITE_FULL, "the disk is full; free some space"),
        (.SQLITE_BUSY, "another process has held it for 5 s: end it, or try again"),
        (.SQLITE_IOERR, "words"),
    ])
    func passingTroubleIsUnavailable(_ code: ResultCode, reason: String) {
        #expect(JobStoreError(DatabaseError(resultCode: code, message: "words")) == .unavailable(reason: reason))
    }

    @Test(arguments: [ResultCode.SQLITE_CONSTRAINT, .SQLITE_CONSTRAINT_TRIGGER, .SQLITE_TOOBIG, .SQLITE_MISMATCH])
    func contentsAreRefused(_ code: ResultCode) {
        #expect(JobStoreError(DatabaseError(resultCode: code, message: "words")) == .refused(reason: "words"))
    }
}

extension JobID {
    fileprivate var hex: String { description.filter { $0 != "-" } }
}
