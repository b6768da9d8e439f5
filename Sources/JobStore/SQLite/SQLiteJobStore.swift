import Batching
import GRDB
import JobModel
import Logging

/// The record in one SQLite file, for one server: `jobyard up` without a DATABASE_URL.
package struct SQLiteJobStore: JobStore {
    private let database: SQLiteDatabase
    private let inserts: Batcher<NewJob, Job>
    private let looks: LookSchedule
    private let logger: Logger

    /// Opens or makes the file (mode 0600; its directory must exist) and brings its schema up to date.
    package static func open(
        path: String, looks: LookSchedule = .standard, logger: Logger
    ) async throws(JobStoreError) -> SQLiteJobStore {
        SQLiteJobStore(database: try await SQLiteDatabase.open(path: path), looks: looks, logger: logger)
    }

    private init(database: SQLiteDatabase, looks: LookSchedule, logger: Logger) {
        self.database = database
        self.looks = looks
        self.logger = logger
        inserts = Batcher(
            maximumCount: 1000, maximumWeight: 8 << 20, maximumWaiting: 4096,
            weight: { $0.specification.payload.count },
            perform: { jobs in
                do throws(JobStoreError) {
                    return try await database.write { try Self.insert(jobs, looks: looks, in: $0) }
                } catch {
                    return jobs.map { _ in .failure(error) }
                }
            })
    }

    // MARK: Jobs

    package func insert(_ job: NewJob) async throws(JobStoreError) -> Job {
        do {
            return try await inserts.submit(job)
        } catch let error as JobStoreError {
            throw error
        } catch is Overloaded {
            throw .overloaded
        } catch {
            throw .unavailable(reason: "\(error)")
        }
    }

    /// One submission that is refused does not fail the others in its commit.
    private static func insert(
        _ jobs: [NewJob], looks: LookSchedule, in database: Database
    ) throws -> [Result<Job, any Error>] {
        let table = SQLiteJobTable(database: database)
        let epoch = try SQLitePositionTable(database: database).read().epoch
        let now = Timestamp.now()
        return try jobs.map { submission in
            let job = Job(submission, epoch: epoch, now: now)
            do {
                try table.insert(job, lookAt: looks.firstLook(at: job.status, now: now))
                return .success(job)
            } catch let error as DatabaseError {
                guard case .refused(let reason) = JobStoreError(error) else { throw error }
                return .failure(JobStoreError.refused(reason: reason))
            }
        }
    }

    package func job(_ id: JobID) async throws(JobStoreError) -> Job? {
        try await database.read { try SQLiteJobTable(database: $0).job(id) }
    }

    package func jobs(_ ids: [JobID]) async throws(JobStoreError) -> [JobID: Job] {
        try await database.read { database in
            let table = SQLiteJobTable(database: database)
            var jobs: [JobID: Job] = [:]
            for id in ids { jobs[id] = try table.job(id) }
            return jobs
        }
    }

    package func list(_ query: JobQuery) async throws(JobStoreError) -> [Job] {
        try await database.read { try SQLiteJobTable(database: $0).list(query) }
    }

    package func attempts(of id: JobID) async throws(JobStoreError) -> [JobAttempt] {
        try await database.read { try SQLiteAttemptTable(database: $0).attempts(of: id) }
    }

    // MARK: Recording

    package func position() async throws(JobStoreError) -> RecordPosition {
        try await database.read { try SQLitePositionTable(database: $0).read() }
    }

    package func record(_ batches: [JobTransitionBatch], epoch: Int) async throws(JobStoreError) -> RecordAnswer {
        try await database.write { [logger] database in
            try SQLiteRecording(database: database, logger: logger).record(batches, epoch: epoch)
        }
    }

    // MARK: Epochs and looks

    package func raiseEpoch(from: Int, to: Int) async throws(JobStoreError) -> Int? {
        try await database.write { [looks] database in
            let table = SQLitePositionTable(database: database)
            let position = try table.read()
            guard position.epoch == from, to > from else { return nil }
            try table.set(epoch: to)
            try SQLiteJobTable(database: database).oweLooks(at: .now(), schedule: looks)
            return position.sequence
        }
    }

    package func owedLooks(limit: Int) async throws(JobStoreError) -> [JobID: Timestamp] {
        try await database.read { try SQLiteJobTable(database: $0).owedLooks(at: .now(), limit: limit) }
    }

    package func strikeOff(looks: [JobID: Timestamp], epoch: Int) async throws(JobStoreError) {
        try await database.write { database in
            guard try SQLitePositionTable(database: database).read().epoch == epoch else { return }
            let table = SQLiteJobTable(database: database)
            for (id, moment) in looks { try table.strikeOff(id, lookAt: moment) }
        }
    }

    package func unfinished(after: JobID?, limit: Int) async throws(JobStoreError) -> [Job] {
        try await database.read { try SQLiteJobTable(database: $0).unfinished(after: after, limit: limit) }
    }

    // MARK: Job types

    package func remember(types: [JobType]) async throws(JobStoreError) {
        try await database.write { database in
            let table = SQLiteJobTypeTable(database: database)
            let known = Set(try table.all())  // what is known already costs no write
            for type in types where !known.contains(type) { try table.upsert(type) }
        }
    }

    package func jobTypes() async throws(JobStoreError) -> [JobType] {
        try await database.read { try SQLiteJobTypeTable(database: $0).all() }
    }

    // MARK: Housekeeping

    package func reap(finishedBefore: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        try await database.write { database in
            try SQLiteJobTable(database: database).deleteFinal(before: finishedBefore, limit: limit)
        }
    }

    package func checkHealth() async throws(JobStoreError) {
        // It takes the write lock, as a job would.
        _ = try await database.write { try SQLitePositionTable(database: $0).read() }
    }

    package func close() async { await database.close() }
}
