import Batching
import GRDB
import JobModel
import Logging

/// The record in one SQLite file, for the servers of one machine; for most, the one of `jobyard up`.
package struct SQLiteJobStore: JobStore {
    private let path: String
    private let database: SQLiteDatabase
    private let inserts: Batcher<NewJob, Insertion>
    private let looks: LookSchedule
    private let logger: Logger

    /// Opens or makes the file (mode 0600; its directory must exist) and brings its schema up to date.
    package static func open(
        path: String, looks: LookSchedule = .standard, logger: Logger
    ) async throws(JobStoreError) -> SQLiteJobStore {
        SQLiteJobStore(
            path: path, database: try await SQLiteDatabase.open(path: path), looks: looks, logger: logger)
    }

    /// Which steps of the schema the file has. Changes and makes nothing.
    package static func schemaStatus(path: String) async throws(JobStoreError) -> SchemaStatus {
        try await SQLiteDatabase.schemaStatus(path: path)
    }

    private init(path: String, database: SQLiteDatabase, looks: LookSchedule, logger: Logger) {
        self.path = path
        self.database = database
        self.looks = looks
        self.logger = logger
        inserts = Batcher { jobs in
            do throws(JobStoreError) {
                return try await database.write { try Self.insert(jobs, looks: looks, in: $0) }
            } catch {
                return jobs.map { _ in .failure(error) }
            }
        }
    }

    // MARK: Jobs

    package func insert(_ job: NewJob) async throws(JobStoreError) -> Insertion { try await inserts.insert(job) }

    /// One submission that is refused does not fail the others in its commit.
    private static func insert(
        _ jobs: [NewJob], looks: LookSchedule, in database: Database
    ) throws -> [Result<Insertion, any Error>] {
        let table = SQLiteJobTable(database: database)
        let keys = SQLiteIdempotencyTable(database: database)
        let epoch = try SQLitePositionTable(database: database).read().epoch
        let now = Timestamp.now()
        return try jobs.map { submission in
            let job = Job(submission, epoch: epoch, now: now)
            do {
                if let key = submission.idempotencyKey, let earlier = try keys.job(key).flatMap(table.job) {
                    return .success(Insertion(job: earlier, isNew: false))
                }
                try table.insert(job, lookAt: looks.firstLook(at: job.status, now: now))
                if let key = submission.idempotencyKey { try keys.insert(key, job: job.id) }
                return .success(Insertion(job: job, isNew: true))
            } catch let error as JobStoreError where error == .keyReused {
                return .failure(error)
            } catch let error as DatabaseError {
                guard case .refused(let reason) = JobStoreError(error) else { throw error }
                return .failure(JobStoreError.refused(reason: reason))
            }
        }
    }

    package func job(_ key: IdempotencyKey) async throws(JobStoreError) -> Job? {
        try await database.read { database in
            try SQLiteIdempotencyTable(database: database).job(key).flatMap(SQLiteJobTable(database: database).job)
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

    package func deadLetterGroups(
        type: String?, errorCode: String?
    ) async throws(JobStoreError) -> [DeadLetterGroup] {
        try await database.read {
            try SQLiteJobTable(database: $0).deadLetterGroups(type: type, errorCode: errorCode)
        }
    }

    // MARK: Changes of the row itself

    package func requestCancel(_ id: JobID) async throws(JobStoreError) -> Job? {
        try await database.write { [looks] in try SQLiteRowChange(database: $0, looks: looks).requestCancel(id) }
    }

    package func cancel(_ id: JobID, at version: JobVersion) async throws(JobStoreError) -> Job? {
        try await database.write { [looks] in try SQLiteRowChange(database: $0, looks: looks).cancel(id, at: version) }
    }

    package func replay(
        _ versions: [JobID: JobVersion], discardCheckpoints: Bool
    ) async throws(JobStoreError) -> [Job] {
        try await database.write { [looks] database in
            let change = SQLiteRowChange(database: database, looks: looks)
            return try versions.sorted { $0.key < $1.key }.compactMap { id, version in
                try change.replay(id, at: version, discardCheckpoint: discardCheckpoints)
            }
        }
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
        try await database.write { database in
            let table = SQLitePositionTable(database: database)
            let position = try table.read()
            guard position.epoch == from, to > from else { return nil }
            try table.set(epoch: to)
            try table.set(sweep: LookSchedule.sweepStart)
            return position.sequence
        }
    }

    package func lockOpening() async throws(JobStoreError) -> OpeningLock? {
        try SQLiteLockFile.take("\(path)-opening", waitingSeconds: 0).map { file in
            OpeningLock { SQLiteLockFile.release(file) }
        }
    }

    package func claimLooks(limit: Int) async throws(JobStoreError) -> [JobID: Timestamp] {
        if try await database.read({ try SQLitePositionTable(database: $0).sweep() }) != nil { try await sweep() }
        let due = try await database.read { [looks] database in
            try SQLiteJobTable(database: database).dueLooks(at: .now(), schedule: looks, limit: limit)
        }
        guard !due.isEmpty else { return [:] }
        return try await database.write { [looks] database in
            try SQLiteJobTable(database: database).claim(due, until: .now() + looks.claimMilliseconds)
        }
    }

    private func sweep() async throws(JobStoreError) {
        try await database.write { [looks] database in
            let position = SQLitePositionTable(database: database)
            guard let last = try position.sweep() else { return }
            let table = SQLiteJobTable(database: database)
            let page = try table.unfinishedIDs(after: last, limit: LookSchedule.sweepPage)
            try table.oweLooks(page, at: .now(), schedule: looks)
            try position.set(sweep: page.count < LookSchedule.sweepPage ? nil : page.last)
        }
    }

    package func hastenLooks(_ ids: [JobID]) async throws(JobStoreError) {
        try await database.write { [looks] database in
            let table = SQLiteJobTable(database: database)
            let now = Timestamp.now()
            for id in ids { try table.hastenLook(id, to: now, claimedUntil: now + looks.claimMilliseconds) }
        }
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
