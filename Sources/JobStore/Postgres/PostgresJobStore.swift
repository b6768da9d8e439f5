import Batching
import JobModel
import Logging

/// The record in PostgreSQL, for any number of servers.
package struct PostgresJobStore: JobStore {
    private let pool: PostgresPool
    private let reader: PostgresReader
    /// What keeps Redis and the record agreed does not wait behind lists.
    private let keeper: PostgresReader
    private let replicaPool: PostgresPool?
    private let inserts: Batcher<NewJob, Insertion>
    private let looks: LookSchedule
    private let logger: Logger
    /// One that is not of the pool, for a lock that outlasts a statement.
    private let connect: @Sendable () throws(PostgresFailure) -> PostgresConnection

    package let replica: (any JobReader)?

    /// Connects and brings the schema up to date.
    package static func open(
        _ configuration: PostgresConfiguration, looks: LookSchedule = .standard, logger: Logger
    ) async throws(JobStoreError) -> PostgresJobStore {
        let store = PostgresJobStore(configuration, looks: looks, logger: logger)
        do {
            try await store.write { try PostgresMigrations.migrate($0) }
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    /// What an open of the database would have to do; makes nothing.
    package static func schemaStatus(
        _ configuration: PostgresConfiguration
    ) async throws(JobStoreError) -> SchemaStatus {
        let session = PostgresSession { () throws(PostgresFailure) in
            try .open(url: configuration.url, needsWrites: false, configuration: configuration)
        }
        let outcome = await session.perform(generation: 0) { try PostgresMigrations.status($0) }
        await session.close()
        do throws(PostgresFailure) { return try outcome.get() } catch { throw JobStoreError(error) }
    }

    private init(_ configuration: PostgresConfiguration, looks: LookSchedule, logger: Logger) {
        self.looks = looks
        self.logger = logger
        let connect: @Sendable () throws(PostgresFailure) -> PostgresConnection = { () throws(PostgresFailure) in
            try .open(url: configuration.url, needsWrites: true, configuration: configuration)
        }
        self.connect = connect
        let pool = PostgresPool(
            of: "the database", size: configuration.poolSize, logger: logger, connect: connect)
        self.pool = pool
        let reader = PostgresReader(pool: pool, purpose: .showing)
        self.reader = reader
        keeper = PostgresReader(pool: pool, purpose: .keeping)
        let replicaPool = configuration.readURL.map { url in
            PostgresPool(of: "the read replica", size: configuration.poolSize, logger: logger) {
                () throws(PostgresFailure) in
                try .open(url: url, needsWrites: false, configuration: configuration)
            }
        }
        self.replicaPool = replicaPool
        replica = replicaPool.map {
            PostgresReplica(replica: PostgresReader(pool: $0, purpose: .showing), record: reader)
        }
        inserts = Batcher { await PostgresInsertion(pool: pool, looks: looks).insert($0) }
    }

    // MARK: Jobs

    package func insert(_ job: NewJob) async throws(JobStoreError) -> Insertion { try await inserts.insert(job) }

    package func job(_ key: IdempotencyKey) async throws(JobStoreError) -> Job? {
        let row = try await keeper.first(PostgresJobTable.jobs([key])) { try KeyedRow(&$0) }
        guard let row else { return nil }
        guard row.fingerprint == key.fingerprint else { throw .keyReused }
        return row.job
    }

    package func job(_ id: JobID) async throws(JobStoreError) -> Job? { try await reader.job(id) }

    package func jobs(_ ids: [JobID]) async throws(JobStoreError) -> [JobID: Job] {
        let jobs = try await keeper.all(PostgresJobTable.jobs(ids)) { try $0.nextJob() }
        return Dictionary(jobs.map { ($0.id, $0) }) { first, _ in first }
    }

    package func list(_ query: JobQuery) async throws(JobStoreError) -> [Job] { try await reader.list(query) }

    package func attempts(of id: JobID) async throws(JobStoreError) -> [JobAttempt] {
        try await reader.attempts(of: id)
    }

    package func deadLetterGroups(
        type: String?, errorCode: String?
    ) async throws(JobStoreError) -> [DeadLetterGroup] {
        try await reader.deadLetterGroups(type: type, errorCode: errorCode)
    }

    // MARK: Changes of the row itself

    package func requestCancel(_ id: JobID) async throws(JobStoreError) -> Job? {
        try await transaction(.sharing) { [looks] transaction in
            guard var job = try transaction.lock([id]).first else { return nil }
            guard !job.state.isFinal else { return job }
            try transaction.commit([
                PostgresJobTable.requestCancel(id, lookAt: transaction.now + looks.delayMilliseconds)
            ])
            job.status.lifecycle.cancelRequested = true
            return job
        }
    }

    package func cancel(_ id: JobID, at version: JobVersion) async throws(JobStoreError) -> Job? {
        try await transaction(.sharing) { transaction in
            let now = transaction.now
            guard let row = try transaction.lock([id]).first, row.status.version == version,
                let job = row.cancelled(epoch: transaction.position.epoch, now: now)
            else { return nil }
            try transaction.commit([
                PostgresJobTable.update([.init(id: id, row: job.recordRow)], now: now),
                PostgresAttemptTable.closeAll(of: id, at: now),
            ])
            return job
        }
    }

    package func replay(
        _ versions: [JobID: JobVersion], discardCheckpoints: Bool
    ) async throws(JobStoreError) -> [Job] {
        try await transaction(.sharing) { [looks] transaction in
            let now = transaction.now
            let jobs = try transaction.lock(Array(versions.keys)).compactMap { row in
                row.status.version == versions[row.id]
                    ? row.replayed(
                        epoch: transaction.position.epoch, now: now, discardCheckpoint: discardCheckpoints) : nil
            }
            let rows = jobs.map { job in
                PostgresJobTable.ChangedRow(
                    id: job.id, row: job.recordRow, lookAt: looks.firstLook(at: job.status, now: now))
            }
            if !rows.isEmpty { try transaction.commit([PostgresJobTable.update(rows, now: now)]) }
            return jobs
        }
    }

    // MARK: Recording

    package func position() async throws(JobStoreError) -> RecordPosition {
        try await write { try PostgresPosition($0.trip([PostgresPosition.read]).first).position }
    }

    package func record(_ batches: [JobTransitionBatch], epoch: Int) async throws(JobStoreError) -> RecordAnswer {
        try await transaction(.recording) { [logger] in
            try PostgresRecording(transaction: $0, logger: logger).record(batches, epoch: epoch)
        }
    }

    // MARK: Epochs and looks

    package func raiseEpoch(from: Int, to: Int) async throws(JobStoreError) -> Int? {
        try await transaction(.opening) { transaction in
            guard transaction.position.epoch == from, to > from else { return nil }
            try transaction.commit([PostgresPosition.raise(epoch: to)])
            return transaction.position.sequence
        }
    }

    package func lockOpening() async throws(JobStoreError) -> OpeningLock? {
        let session = PostgresSession(connect: connect)
        let outcome = await session.perform(generation: 0) { connection in
            try connection.trip([PostgresCommand("SELECT pg_try_advisory_lock(\(PostgresAdvisoryLock.opening))")])
                .first?.first { try $0.nextFlag() } ?? false
        }
        do throws(PostgresFailure) {
            if try outcome.get() {
                return OpeningLock {
                    // The lock is the connection's, and is gone with it at the latest.
                    _ = await session.perform(generation: 0) { connection in
                        _ = try connection.trip([
                            PostgresCommand("SELECT pg_advisory_unlock(\(PostgresAdvisoryLock.opening))")
                        ])
                    }
                    await session.close()
                }
            }
            await session.close()
            return nil
        } catch {
            throw JobStoreError(error)
        }
    }

    package func claimLooks(limit: Int) async throws(JobStoreError) -> [JobID: Timestamp] {
        let (claimed, isSweeping) = try await claim(limit: limit)
        guard isSweeping else { return claimed }
        try await sweep()
        return claimed.merging(try await claim(limit: limit - claimed.count).looks) { first, _ in first }
    }

    private func claim(limit: Int) async throws(JobStoreError) -> (looks: [JobID: Timestamp], isSweeping: Bool) {
        let claim = PostgresLookTable.claim(limit: limit, schedule: looks)
        return try await write { connection in
            let answers = try connection.trip([PostgresPosition.sweep, claim])
            let claimed = try answers[1].map { (try $0.nextID(), try $0.nextTimestamp()) }
            return (Dictionary(claimed) { first, _ in first }, answers[0].count > 0)
        }
    }

    private func sweep() async throws(JobStoreError) {
        try await transaction(.recording) { [looks] transaction in
            let last = try transaction.run([PostgresPosition.sweep]).first?.first { try $0.nextID() }
            guard let last else { return }
            let page =
                try transaction.run([
                    PostgresLookTable.unfinishedIDs(after: last, limit: LookSchedule.sweepPage)
                ]).first?.map { try $0.nextID() } ?? []
            try transaction.commit([
                PostgresLookTable.oweLooks(page, at: transaction.now, schedule: looks),
                PostgresPosition.set(sweep: page.count < LookSchedule.sweepPage ? nil : page.last),
            ])
        }
    }

    package func hastenLooks(_ ids: [JobID]) async throws(JobStoreError) {
        try await transaction(.sharing) { [looks] transaction in
            let now = transaction.now
            try transaction.commit([
                PostgresLookTable.hasten(ids, to: now, claimedUntil: now + looks.claimMilliseconds)
            ])
        }
    }

    package func strikeOff(looks: [JobID: Timestamp], epoch: Int) async throws(JobStoreError) {
        try await transaction(.sharing) { transaction in
            guard transaction.position.epoch == epoch else { return }
            try transaction.commit([PostgresLookTable.strikeOff(looks)])
        }
    }

    package func unfinished(after: JobID?, limit: Int) async throws(JobStoreError) -> [Job] {
        guard let command = PostgresJobTable.unfinished(after: after, limit: limit) else { return [] }
        return try await keeper.all(command) { try $0.nextJob() }
    }

    // MARK: Job types

    package func remember(types: [JobType]) async throws(JobStoreError) {
        let known = Set(try await jobTypes())  // what is known already costs no write
        let new = Dictionary(types.filter { !known.contains($0) }.map { ($0.name, $0) }) { $1 }
        guard !new.isEmpty else { return }
        try await write { _ = try $0.trip([PostgresJobTypeTable.upsert(Array(new.values))]) }
    }

    package func jobTypes() async throws(JobStoreError) -> [JobType] {
        try await keeper.all(PostgresJobTypeTable.all) { try $0.nextJobType() }
    }

    // MARK: Housekeeping

    package func reap(finishedBefore: Timestamp, limit: Int) async throws(JobStoreError) -> Int {
        let command = PostgresJobTable.deleteFinal(before: finishedBefore, limit: limit)
        return try await write { try $0.trip([command]).first?.changedRows ?? 0 }
    }

    package func checkHealth() async throws(JobStoreError) {
        // It locks, as a job would, which a standby refuses.
        try await transaction(.sharing) { _ in }
    }

    package func close() async {
        await pool.close()
        await replicaPool?.close()
    }

    // MARK: Transactions

    private func transaction<Value: Sendable>(
        _ lock: PostgresTransaction.Lock, _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws(JobStoreError) -> Value {
        try await write { try $0.transaction(lock, body) }
    }

    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws(JobStoreError) -> Value {
        do { return try await pool.run(.keeping, body) } catch { throw JobStoreError(error) }
    }
}

extension PostgresTransaction {
    fileprivate func lock(_ ids: [JobID]) throws -> [Job] {
        try run([PostgresJobTable.lockJobs(ids)]).first?.map { try $0.nextJob() } ?? []
    }
}
