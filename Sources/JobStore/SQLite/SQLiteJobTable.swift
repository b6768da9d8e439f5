import FoundationEssentials
import GRDB
import JobModel

/// `jobs`: one row a job.
struct SQLiteJobTable {
    let database: Database

    // MARK: Writing

    func insert(_ job: Job, lookAt: Timestamp) throws {
        let specification = job.specification
        let status = job.status
        let lifecycle = status.lifecycle
        let retry = specification.retryPolicy
        try database.cachedStatement(
            sql: """
                INSERT INTO jobs (id, type, state, epoch, version, look_at, attempt, burned, crashes, losses,
                    cancel_requested, run_at, changed_at, created_at, priority, maximum_retries, timeout_ms,
                    retry_base_ms, retry_factor, retry_cap_ms, trace_parent, payload)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            job.id.data, specification.type, status.state.rawValue, status.version.epoch, status.version.version,
            lookAt.milliseconds, lifecycle.attempt, lifecycle.burned, lifecycle.crashes, lifecycle.losses,
            lifecycle.cancelRequested, status.dueAt?.milliseconds, status.changedAt.milliseconds,
            job.createdAt.milliseconds, specification.priority.level, specification.maximumRetries,
            specification.timeoutMilliseconds,
            retry.baseMilliseconds, retry.factor, retry.capMilliseconds, specification.traceParent,
            Data(specification.payload),
        ])
    }

    /// Writes what recording made of a row. A final row is owed no look.
    func update(_ id: JobID, to row: RecordChange.Row, now: Timestamp) throws {
        let status = row.status
        let lifecycle = status.lifecycle
        try database.cachedStatement(
            sql: """
                UPDATE jobs SET state = ?, epoch = ?, version = ?, attempt = ?, burned = ?, crashes = ?, losses = ?,
                    cancel_requested = ?, run_at = ?, started_at = ?, changed_at = ?, lease = ?, progress = ?,
                    progress_message = ?, error_code = ?, error_message = ?, result = ?, checkpoint = ?,
                    look_at = iif(?, NULL, look_at), final_at = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            status.state.rawValue, status.version.epoch, status.version.version, lifecycle.attempt, lifecycle.burned,
            lifecycle.crashes, lifecycle.losses, lifecycle.cancelRequested, status.dueAt?.milliseconds,
            status.startedAt?.milliseconds, status.changedAt.milliseconds, status.token?.text, row.progress?.fraction,
            row.progress?.message?.data, row.failure?.code.data, row.failure?.message.data, row.result.map { Data($0) },
            row.checkpoint.map { Data($0) }, status.state.isFinal, status.state.isFinal ? now.milliseconds : nil,
            id.data,
        ])
    }

    func setCancelRequested(_ id: JobID) throws {
        try database.cachedStatement(sql: "UPDATE jobs SET cancel_requested = 1 WHERE id = ?")
            .execute(arguments: [id.data])
    }

    /// - Returns: the number of rows deleted.
    func deleteFinal(before moment: Timestamp, limit: Int) throws -> Int {
        try database.cachedStatement(
            sql: """
                DELETE FROM jobs WHERE rowid IN (SELECT rowid FROM jobs WHERE final_at < ? ORDER BY final_at LIMIT ?)
                """
        ).execute(arguments: [moment.milliseconds, max(0, limit)])
        return database.changesCount
    }

    // MARK: Looks

    /// Whether a row's look may be far ahead: a scheduled job waits in the database until it comes near. One that is to be
    /// cancelled does not. Each is also the condition of an index, word for word.
    static let isPutOff = "state = 'scheduled' AND cancel_requested = 0"
    static let isNotPutOff = "(state <> 'scheduled' OR cancel_requested = 1)"

    /// The index is named because without statistics SQLite would go by the state, and look up every scheduled row.
    func dueLooks(at now: Timestamp, schedule: LookSchedule, limit: Int) throws -> [JobID: Timestamp] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, look_at FROM jobs INDEXED BY jobs_by_scheduled_look
                    WHERE look_at <= ?1 AND \(Self.isPutOff)
                UNION ALL SELECT id, look_at FROM jobs WHERE look_at <= ?1 AND \(Self.isNotPutOff)
                UNION ALL SELECT id, look_at FROM jobs WHERE look_at > ?2 AND \(Self.isNotPutOff)
                ORDER BY look_at LIMIT ?3
                """)
        let rows = try Row.fetchCursor(
            statement,
            arguments: [now.milliseconds, schedule.latestLook(now: now).milliseconds, max(0, limit)])
        var looks: [JobID: Timestamp] = [:]
        while let row = try rows.next() {
            var columns = ColumnReader(row)
            looks[try columns.nextID()] = try columns.nextTimestamp()
        }
        return looks
    }

    /// - Returns: those that were still as they were read, with their new moment.
    func claim(_ looks: [JobID: Timestamp], until moment: Timestamp) throws -> [JobID: Timestamp] {
        var claimed: [JobID: Timestamp] = [:]
        for (id, read) in looks {
            try database.cachedStatement(sql: "UPDATE jobs SET look_at = ? WHERE id = ? AND look_at = ?")
                .execute(arguments: [moment.milliseconds, id.data, read.milliseconds])
            if database.changesCount == 1 { claimed[id] = moment }
        }
        return claimed
    }

    /// One that is due within a claim's time may be under way.
    func hastenLook(_ id: JobID, to moment: Timestamp, claimedUntil claim: Timestamp) throws {
        try database.cachedStatement(sql: "UPDATE jobs SET look_at = ? WHERE id = ? AND look_at > ?")
            .execute(arguments: [moment.milliseconds, id.data, claim.milliseconds])
    }

    /// Not later than one that is owed already; at another moment, so that one which is under way does not strike it off.
    func oweAnotherLook(_ id: JobID, at moment: Timestamp) throws {
        try database.cachedStatement(sql: "UPDATE jobs SET look_at = min(ifnull(look_at + 1, ?1), ?1) WHERE id = ?2")
            .execute(arguments: [moment.milliseconds, id.data])
    }

    func oweLook(_ id: JobID, at moment: Timestamp) throws {
        try database.cachedStatement(sql: "UPDATE jobs SET look_at = ? WHERE id = ?")
            .execute(arguments: [moment.milliseconds, id.data])
    }

    func strikeOff(_ id: JobID, lookAt: Timestamp) throws {
        try database.cachedStatement(sql: "UPDATE jobs SET look_at = NULL WHERE id = ? AND look_at = ?")
            .execute(arguments: [id.data, lookAt.milliseconds])
    }

    /// Unfinished rows are owed the look of ``LookSchedule/look(at:notBefore:)``, here in SQL, or an earlier one.
    func oweLooks(_ ids: [JobID], at now: Timestamp, schedule: LookSchedule) throws {
        let due = "iif(\(Self.isPutOff), max(?1, ifnull(run_at - ?2, ?1)), ?1)"
        let statement = try database.cachedStatement(
            sql: "UPDATE jobs SET look_at = \(due) WHERE id = ?3 AND (look_at IS NULL OR look_at > \(due))")
        for id in ids { try statement.execute(arguments: [now.milliseconds, schedule.nearMilliseconds, id.data]) }
    }

    func unfinishedIDs(after id: JobID, limit: Int) throws -> [JobID] {
        let states = JobState.unfinished.map { "SELECT id FROM jobs WHERE state = '\($0.rawValue)' AND id > ?1" }
        let statement = try database.cachedStatement(
            sql: states.joined(separator: " UNION ALL ") + " ORDER BY id LIMIT ?2")
        return try Row.fetchAll(statement, arguments: [id.data, limit]).map { row in
            var columns = ColumnReader(row)
            return try columns.nextID()
        }
    }

    // MARK: Reading

    func job(_ id: JobID) throws -> Job? {
        let statement = try database.cachedStatement(sql: "SELECT \(Self.jobColumns) FROM jobs WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.data]).map(Self.readJob)
    }

    /// What recording needs to know of a row.
    func recordRow(_ id: JobID) throws -> RecordChange.Row? {
        let statement = try database.cachedStatement(sql: "SELECT \(JobColumns.record) FROM jobs WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.data]).map { row in
            var columns = ColumnReader(row)
            return try columns.nextRecordRow()
        }
    }

    func list(_ query: JobQuery) throws -> [Job] {
        let (lower, upper) = query.bounds
        return try read(
            Self.listColumns, query.parts, type: query.type, errorCode: query.errorCode, from: lower, before: upper,
            order: query.order, limit: query.limit)
    }

    /// Along an index that has all it asks for: without statistics SQLite would go by the state, and look up every row.
    func deadLetterGroups(type: String?, errorCode: String?) throws -> [DeadLetterGroup] {
        var condition = "state = 'dead_letter'"
        var arguments = StatementArguments()
        if let type {
            condition += " AND type = ?"
            arguments += [type]
        }
        if let errorCode {
            condition += " AND error_code = ?"
            arguments += [errorCode.data]
        }
        let statement = try database.cachedStatement(
            sql: """
                SELECT type, error_code, count(*) FROM jobs INDEXED BY jobs_by_type_and_error WHERE \(condition)
                GROUP BY type, error_code ORDER BY 3 DESC, 1, 2 LIMIT 1000
                """)
        let rows = try Row.fetchAll(statement, arguments: arguments)
        return try rows.map { row in
            var columns = ColumnReader(row)
            return DeadLetterGroup(
                type: try columns.nextText(), errorCode: try columns.nextHandlersTextIfPresent(),
                count: try columns.nextInteger())
        }
    }

    func unfinished(after: JobID?, limit: Int) throws -> [Job] {
        try read(Self.jobColumns, JobState.unfinished, after: after, order: .oldestFirst, limit: max(0, limit))
    }

    /// One query a state, each in the order of an index; SQLite merges them lazily (`MERGE (UNION ALL)` in its plan).
    private func read(
        _ columns: String, _ states: [JobState?], type: String? = nil, errorCode: String? = nil, from: JobID? = nil,
        after: JobID? = nil, before: JobID? = nil, order: JobQuery.Order, limit: Int
    ) throws -> [Job] {
        guard !states.isEmpty else { return [] }
        var arguments = StatementArguments()
        let selects = states.map { state in
            var conditions: [String] = []
            func require(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
                guard let value else { return }
                conditions.append(condition)
                arguments += [value]
            }
            require("state = ?", state?.rawValue)
            require("type = ?", type)
            require("error_code = ?", errorCode?.data)
            require("id >= ?", from?.data)
            require("id > ?", after?.data)
            require("id < ?", before?.data)
            return "SELECT \(columns) FROM jobs"
                + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
        }
        arguments += [limit]
        let statement = try database.cachedStatement(
            sql: selects.joined(separator: " UNION ALL ")
                + " ORDER BY id \(order == .oldestFirst ? "ASC" : "DESC") LIMIT ?")
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var jobs: [Job] = []
        var bytes = 0
        while bytes < JobQuery.maximumBytes, let row = try rows.next() {
            let job = try Self.readJob(row)
            bytes += job.byteCount
            jobs.append(job)
        }
        return jobs
    }

    // MARK: Columns

    private static let idempotencyKey =
        "(SELECT key FROM idempotency_keys WHERE job_id = jobs.id) AS idempotency_key"
    private static let jobColumns = JobColumns.job(idempotencyKey: idempotencyKey)
    private static let listColumns = JobColumns.list(idempotencyKey: idempotencyKey)

    private static func readJob(_ row: Row) throws -> Job {
        var columns = ColumnReader(row)
        return try columns.nextJob()
    }
}
