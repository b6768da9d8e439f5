import JobModel

/// `jobs`: one row a job.
enum PostgresJobTable {
    // MARK: Writing

    /// A row that is new, with its first look.
    struct NewRow: Sendable {
        let job: Job
        let key: IdempotencyKey?
        let lookAt: Timestamp
    }

    private static let insertion = PostgresColumns<NewRow>([
        PostgresColumn("id") { $0.job.id },
        PostgresColumn("type") { $0.job.specification.type },
        PostgresColumn("state") { $0.job.state.rawValue },
        PostgresColumn("epoch") { $0.job.status.version.epoch },
        PostgresColumn("version") { $0.job.status.version.version },
        PostgresColumn("look_at") { $0.lookAt },
        PostgresColumn("attempt") { $0.job.status.lifecycle.attempt },
        PostgresColumn("burned") { $0.job.status.lifecycle.burned },
        PostgresColumn("crashes") { $0.job.status.lifecycle.crashes },
        PostgresColumn("losses") { $0.job.status.lifecycle.losses },
        PostgresColumn("cancel_requested") { $0.job.status.lifecycle.cancelRequested },
        PostgresColumn("run_at") { $0.job.status.dueAt },
        PostgresColumn("changed_at") { $0.job.status.changedAt },
        PostgresColumn("created_at") { $0.job.createdAt },
        PostgresColumn("priority") { $0.job.specification.priority.level },
        PostgresColumn("maximum_retries") { $0.job.specification.maximumRetries },
        PostgresColumn("timeout_ms") { $0.job.specification.timeoutMilliseconds },
        PostgresColumn("retry_base_ms") { $0.job.specification.retryPolicy.baseMilliseconds },
        PostgresColumn("retry_factor") { $0.job.specification.retryPolicy.factor },
        PostgresColumn("retry_cap_ms") { $0.job.specification.retryPolicy.capMilliseconds },
        PostgresColumn("trace_parent") { $0.job.specification.traceParent },
        PostgresColumn("payload") { $0.job.specification.payload },
        PostgresColumn("idempotency_caller") { $0.key?.caller },
        PostgresColumn("idempotency_key") { $0.key?.text },
        PostgresColumn("idempotency_fingerprint") { $0.key?.fingerprint },
    ])

    /// Answers the ids of those that had neither id nor key of an earlier row.
    ///
    /// All insert in the order of keys, so that nobody waits in a circle.
    static func insert(_ rows: [NewRow]) -> PostgresCommand {
        let rows = rows.sorted {
            ($0.key?.caller ?? "", $0.key?.text ?? "") < ($1.key?.caller ?? "", $1.key?.text ?? "")
        }
        return PostgresCommand(insertionText, insertion.parameters(rows))
    }

    private static let insertionText = """
        INSERT INTO jobs (\(insertion.names)) SELECT * FROM \(insertion.unnest) ON CONFLICT DO NOTHING RETURNING id
        """

    /// What becomes of a row that is there.
    struct ChangedRow: Sendable {
        let id: JobID
        let row: RecordChange.Row
        /// nil: as it was.
        var lookAt: Timestamp?
    }

    private static let change = PostgresColumns<ChangedRow>([
        PostgresColumn("id") { $0.id },
        PostgresColumn("state") { $0.row.status.state.rawValue },
        PostgresColumn("epoch") { $0.row.status.version.epoch },
        PostgresColumn("version") { $0.row.status.version.version },
        PostgresColumn("attempt") { $0.row.status.lifecycle.attempt },
        PostgresColumn("burned") { $0.row.status.lifecycle.burned },
        PostgresColumn("crashes") { $0.row.status.lifecycle.crashes },
        PostgresColumn("losses") { $0.row.status.lifecycle.losses },
        PostgresColumn("cancel_requested") { $0.row.status.lifecycle.cancelRequested },
        PostgresColumn("run_at") { $0.row.status.dueAt },
        PostgresColumn("started_at") { $0.row.status.startedAt },
        PostgresColumn("changed_at") { $0.row.status.changedAt },
        PostgresColumn("lease") { $0.row.status.token?.text },
        PostgresColumn("progress") { $0.row.progress?.fraction },
        PostgresColumn("progress_message") { $0.row.progress?.message.map { Array($0.utf8) } },
        PostgresColumn("error_code") { $0.row.failure.map { Array($0.code.utf8) } },
        PostgresColumn("error_message") { $0.row.failure.map { Array($0.message.utf8) } },
        PostgresColumn("result") { $0.row.result },
        PostgresColumn("checkpoint") { $0.row.checkpoint },
        PostgresColumn("look_at") { $0.lookAt },
        PostgresColumn("is_final") { $0.row.status.state.isFinal },
    ])

    /// A final row is owed no look.
    static func update(_ rows: [ChangedRow], now: Timestamp) -> PostgresCommand {
        PostgresCommand(updateText, change.parameters(rows) + [PostgresParameter(now)])
    }

    private static let updateText = """
        UPDATE jobs SET state = change.state, epoch = change.epoch, version = change.version,
            attempt = change.attempt, burned = change.burned, crashes = change.crashes, losses = change.losses,
            cancel_requested = change.cancel_requested, run_at = change.run_at, started_at = change.started_at,
            changed_at = change.changed_at, lease = change.lease, progress = change.progress,
            progress_message = change.progress_message, error_code = change.error_code,
            error_message = change.error_message, result = change.result, checkpoint = change.checkpoint,
            look_at = CASE WHEN NOT change.is_final THEN coalesce(change.look_at, jobs.look_at) END,
            final_at = CASE WHEN change.is_final THEN \(change.parameter(1)) END
        FROM \(change.unnest) AS change (\(change.names)) WHERE jobs.id = change.id
        """

    /// The flag, and another look, not later than one that is owed already; at another moment, so that one which is under
    /// way does not strike it off.
    static func requestCancel(_ id: JobID, lookAt moment: Timestamp) -> PostgresCommand {
        PostgresCommand(
            """
            UPDATE jobs SET cancel_requested = true,
                look_at = least(coalesce(look_at + interval '1 millisecond', $2), $2)
            WHERE id = $1
            """, [PostgresParameter(id), PostgresParameter(moment)])
    }

    /// Rows that others have locked, as a replay has, are left to the next time. As arrays the ids are looked up in the indexes:
    /// joined, whole tables might be read, for the planner does not know how few they are.
    static func deleteFinal(before moment: Timestamp, limit: Int) -> PostgresCommand {
        PostgresCommand(
            """
            WITH old AS MATERIALIZED (
                SELECT id FROM jobs WHERE final_at < $1 ORDER BY final_at LIMIT $2 FOR UPDATE SKIP LOCKED
            ), their_attempts AS (
                DELETE FROM attempts WHERE job_id = ANY (ARRAY(SELECT id FROM old))
            )
            DELETE FROM jobs WHERE id = ANY (ARRAY(SELECT id FROM old))
            """, [PostgresParameter(moment), PostgresParameter(max(0, limit))])
    }

    // MARK: Reading

    private static let idempotencyKey = "idempotency_key"
    private static let jobColumns = JobColumns.job(idempotencyKey: idempotencyKey)
    private static let listColumns = JobColumns.list(idempotencyKey: idempotencyKey)

    static func job(_ id: JobID) -> PostgresCommand {
        PostgresCommand("SELECT \(jobColumns) FROM jobs WHERE id = $1", [PostgresParameter(id)])
    }

    static func jobs(_ ids: [JobID]) -> PostgresCommand {
        PostgresCommand("SELECT \(jobColumns) FROM jobs WHERE id = ANY ($1)", [PostgresParameter(array: ids)])
    }

    /// All lock in the order of ids, so that nobody waits in a circle.
    static func lockJobs(_ ids: [JobID]) -> PostgresCommand {
        PostgresCommand(
            "SELECT \(jobColumns) FROM jobs WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
            [PostgresParameter(array: ids)])
    }

    /// What recording needs to know of rows, with their ids in front.
    static func lockRecordRows(_ ids: [JobID]) -> PostgresCommand {
        PostgresCommand(
            "SELECT id, \(JobColumns.record) FROM jobs WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE",
            [PostgresParameter(array: ids)])
    }

    /// With caller and fingerprint in front.
    static func jobs(_ keys: [IdempotencyKey]) -> PostgresCommand {
        PostgresCommand(
            """
            SELECT idempotency_caller, idempotency_fingerprint, \(jobColumns) FROM jobs
            WHERE idempotency_key IS NOT NULL AND (idempotency_caller, idempotency_key)
                IN (SELECT * FROM unnest($1, $2))
            """, [PostgresParameter(array: keys.map(\.caller)), PostgresParameter(array: keys.map(\.text))])
    }

    static func list(_ query: JobQuery) -> PostgresCommand? {
        let (lower, upper) = query.bounds
        return page(
            listColumns, bytes: resultBytes, query.parts, type: query.type, errorCode: query.errorCode, from: lower,
            before: upper,
            order: query.order, limit: query.limit)
    }

    static func unfinished(after: JobID?, limit: Int) -> PostgresCommand? {
        page(
            jobColumns, bytes: "\(resultBytes) + coalesce(octet_length(checkpoint), 0)", JobState.unfinished,
            after: after, order: .oldestFirst, limit: max(0, limit))
    }

    private static let resultBytes = "octet_length(payload) + coalesce(octet_length(result), 0)"

    /// One query a state, each in the order of an index, which PostgreSQL merges (`Merge Append` in its plan): for that each has
    /// an order and a limit of its own. The page ends with the row that reaches ``JobQuery/maximumBytes``.
    private static func page(
        _ columns: String, bytes: String, _ states: [JobState?], type: String? = nil, errorCode: String? = nil,
        from: JobID? = nil,
        after: JobID? = nil, before: JobID? = nil, order: JobQuery.Order, limit: Int
    ) -> PostgresCommand? {
        guard !states.isEmpty else { return nil }
        var parameters: [PostgresParameter] = []
        func parameter(_ value: (some PostgresEncodable)?) -> String? {
            guard let value else { return nil }
            parameters.append(PostgresParameter(value))
            return "$\(parameters.count)"
        }
        var conditions: [String] = []
        if let type = parameter(type) { conditions.append("type = \(type)") }
        if let code = parameter(errorCode.map { Array($0.utf8) }) { conditions.append("error_code = \(code)") }
        if let from = parameter(from) { conditions.append("id >= \(from)") }
        if let after = parameter(after) { conditions.append("id > \(after)") }
        if let before = parameter(before) { conditions.append("id < \(before)") }
        parameters.append(PostgresParameter(limit))
        let direction = order == .oldestFirst ? "ASC" : "DESC"
        let inOrder = "ORDER BY id \(direction) LIMIT $\(parameters.count)"
        let selects = states.map { state in
            let all = (state.map { ["state = '\($0.rawValue)'"] } ?? []) + conditions
            return "(SELECT * FROM jobs\(all.isEmpty ? "" : " WHERE ")\(all.joined(separator: " AND ")) \(inOrder))"
        }
        return PostgresCommand(
            """
            SELECT \(columns) FROM (
                SELECT *, sum(\(bytes)) OVER (
                    ORDER BY id \(direction) ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                FROM (
                    SELECT * FROM (\(selects.joined(separator: " UNION ALL "))) AS selected \(inOrder)
                ) AS page
            ) AS counted
            WHERE coalesce(bytes_before, 0) < \(JobQuery.maximumBytes) ORDER BY id \(direction)
            """, parameters, isPrepared: false)
    }

    static func deadLetterGroups(type: String?, errorCode: String?) -> PostgresCommand {
        PostgresCommand(
            """
            SELECT type, error_code, count(*) FROM jobs
            WHERE state = 'dead_letter' AND ($1 IS NULL OR type = $1) AND ($2 IS NULL OR error_code = $2)
            GROUP BY type, error_code ORDER BY 3 DESC, 1, 2 LIMIT 1000
            """, [PostgresParameter(type), PostgresParameter(errorCode.map { Array($0.utf8) })], isPrepared: false)
    }
}
