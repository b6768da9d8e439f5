import GRDB
import JobModel

/// `attempts`: one row a lease.
struct SQLiteAttemptTable {
    let database: Database

    /// Writes an attempt that began or ended; what has ended stays as it is. Older attempts still open are lost.
    func upsert(_ attempt: JobAttempt, of id: JobID) throws {
        if attempt.number > 1 {
            try database.cachedStatement(
                sql: """
                    UPDATE attempts SET ended_at = ?, ending = ? WHERE job_id = ? AND attempt < ? AND ended_at IS NULL
                    """
            ).execute(arguments: [
                attempt.startedAt.milliseconds, JobAttempt.Ending.lost.rawValue, id.data, attempt.number,
            ])
        }
        let end = attempt.end
        try database.cachedStatement(
            sql: """
                INSERT INTO attempts (job_id, token, attempt, worker, started_at, ended_at, ending, error_code,
                    error_message, host_pid, signal)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (job_id, token) DO UPDATE SET ended_at = excluded.ended_at, ending = excluded.ending,
                    error_code = excluded.error_code, error_message = excluded.error_message,
                    host_pid = excluded.host_pid, signal = excluded.signal
                WHERE attempts.ended_at IS NULL AND excluded.ended_at IS NOT NULL
                """
        ).execute(arguments: [
            id.data, attempt.token.text, attempt.number, attempt.token.worker.text, attempt.startedAt.milliseconds,
            end?.at.milliseconds, end?.ending.rawValue, end?.failure?.code.data, end?.failure?.message.data,
            end?.hostProcessID, end?.signal,
        ])
    }

    /// Nobody will report them any more.
    func closeAll(of id: JobID, at moment: Timestamp) throws {
        try database.cachedStatement(
            sql: "UPDATE attempts SET ended_at = ?, ending = ? WHERE job_id = ? AND ended_at IS NULL"
        ).execute(arguments: [moment.milliseconds, JobAttempt.Ending.lost.rawValue, id.data])
    }

    func attempts(of id: JobID) throws -> [JobAttempt] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(AttemptColumns.all) FROM attempts WHERE job_id = ? ORDER BY attempt, started_at")
        return try Row.fetchAll(statement, arguments: [id.data]).map { row in
            var columns = ColumnReader(row)
            return try columns.nextAttempt()
        }
    }
}
