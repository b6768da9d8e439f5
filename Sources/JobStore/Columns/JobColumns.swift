import JobModel

/// The columns of `jobs` as both kinds of database list them, and what they say.
enum JobColumns {
    private static let status = """
        state, attempt, burned, crashes, losses, cancel_requested, epoch, version, run_at, started_at, changed_at,
        lease, error_code, error_message, progress, progress_message, result
        """

    private static let submission = """
        id, type, payload, priority, maximum_retries, timeout_ms, retry_base_ms, retry_factor, retry_cap_ms,
        trace_parent, created_at
        """

    /// What recording needs to know of a row.
    static let record = "\(status), checkpoint"

    /// `idempotencyKey`: the expression that gives it.
    static func job(idempotencyKey: String) -> String { "\(submission), \(idempotencyKey), \(record)" }

    /// Nobody shows the checkpoints of a list.
    static func list(idempotencyKey: String) -> String {
        "\(submission), \(idempotencyKey), \(status), NULL AS checkpoint"
    }
}

extension ColumnReading {
    /// ``JobColumns/job(idempotencyKey:)``, or those of a list.
    mutating func nextJob() throws -> Job {
        let id = try nextID()
        let specification = try nextSpecification()
        let createdAt = try nextTimestamp()
        let idempotencyKey = try nextTextIfPresent()
        let row = try nextRecordRow()
        return Job(
            id: id, specification: specification, status: row.status, result: row.result, failure: row.failure,
            progress: row.progress, checkpoint: row.checkpoint, createdAt: createdAt, idempotencyKey: idempotencyKey)
    }

    /// ``JobColumns/record``.
    mutating func nextRecordRow() throws -> RecordChange.Row {
        let lifecycle = JobLifecycle(
            state: try nextNamed(), attempt: try nextInteger(), burned: try nextInteger(), crashes: try nextInteger(),
            losses: try nextInteger(), cancelRequested: try nextFlag())
        let status = JobStatus(
            lifecycle: lifecycle, version: JobVersion(epoch: try nextInteger(), version: try nextInteger()),
            dueAt: try nextTimestampIfPresent(), startedAt: try nextTimestampIfPresent(),
            changedAt: try nextTimestamp(), token: try nextTextIfPresent().map(LeaseToken.init))
        let failure = try nextFailure()
        let fraction = try nextNumberIfPresent()
        let message = try nextHandlersTextIfPresent()
        return RecordChange.Row(
            status: status, failure: failure, progress: fraction.map { JobProgress(fraction: $0, message: message) },
            result: try nextBytesIfPresent(), checkpoint: try nextBytesIfPresent())
    }

    private mutating func nextSpecification() throws -> JobSpecification {
        let type = try nextText()
        let payload = try nextBytes()
        let level = try nextInteger()
        guard let priority = JobPriority(level) else { throw unexpected("\(level)") }
        return JobSpecification(
            type: type, payload: payload, priority: priority, maximumRetries: try nextInteger(),
            timeoutMilliseconds: try nextInteger(), retryPolicy: try nextRetryPolicy(),
            traceParent: try nextTextIfPresent())
    }
}
