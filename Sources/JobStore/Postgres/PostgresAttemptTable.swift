import JobModel

/// `attempts`: one row a lease.
enum PostgresAttemptTable {
    private struct Row: Sendable {
        let id: JobID
        let attempt: JobAttempt
    }

    private static let columns = PostgresColumns<Row>([
        PostgresColumn("job_id") { $0.id },
        PostgresColumn("token") { $0.attempt.token.text },
        PostgresColumn("attempt") { $0.attempt.number },
        PostgresColumn("worker") { $0.attempt.token.worker.text },
        PostgresColumn("started_at") { $0.attempt.startedAt },
        PostgresColumn("ended_at") { $0.attempt.end?.at },
        PostgresColumn("ending") { $0.attempt.end?.ending.rawValue },
        PostgresColumn("error_code") { $0.attempt.end?.failure.map { Array($0.code.utf8) } },
        PostgresColumn("error_message") { $0.attempt.end?.failure.map { Array($0.message.utf8) } },
        PostgresColumn("host_pid") { $0.attempt.end?.hostProcessID.map { Int($0) } },
        PostgresColumn("signal") { $0.attempt.end?.signal },
    ])

    private static let upsertText = """
        INSERT INTO attempts (\(columns.names)) SELECT * FROM \(columns.unnest)
        ON CONFLICT (job_id, token) DO UPDATE SET ended_at = excluded.ended_at, ending = excluded.ending,
            error_code = excluded.error_code, error_message = excluded.error_message,
            host_pid = excluded.host_pid, signal = excluded.signal
        WHERE attempts.ended_at IS NULL AND excluded.ended_at IS NOT NULL
        """

    /// Writes attempts that began or ended; what has ended stays as it is. Older attempts still open are lost: within a
    /// change ``RecordChange`` has closed them, so the first that is not the job's very first closes the rest.
    static func upsert(_ changes: ArraySlice<RecordChange>) -> [PostgresCommand] {
        let rows = changes.flatMap { change in change.attempts.map { Row(id: change.id, attempt: $0) } }
        guard !rows.isEmpty else { return [] }
        let followers = changes.compactMap { change in
            change.attempts.first { $0.number > 1 }.map { Row(id: change.id, attempt: $0) }
        }
        let upsert = PostgresCommand(upsertText, columns.parameters(rows))
        return followers.isEmpty ? [upsert] : [upsert, closeOlder(than: followers)]
    }

    private static func closeOlder(than followers: [Row]) -> PostgresCommand {
        PostgresCommand(
            """
            UPDATE attempts SET ended_at = follower.started_at, ending = 'lost'
            FROM unnest($1, $2, $3) AS follower (job_id, attempt, started_at)
            WHERE attempts.job_id = follower.job_id AND attempts.attempt < follower.attempt
                AND attempts.ended_at IS NULL
            """,
            [
                PostgresParameter(array: followers.map(\.id)),
                PostgresParameter(array: followers.map(\.attempt.number)),
                PostgresParameter(array: followers.map(\.attempt.startedAt)),
            ])
    }

    /// Nobody will report them any more.
    static func closeAll(of id: JobID, at moment: Timestamp) -> PostgresCommand {
        PostgresCommand(
            "UPDATE attempts SET ended_at = $2, ending = 'lost' WHERE job_id = $1 AND ended_at IS NULL",
            [PostgresParameter(id), PostgresParameter(moment)])
    }

    static func attempts(of id: JobID) -> PostgresCommand {
        PostgresCommand(
            "SELECT \(AttemptColumns.all) FROM attempts WHERE job_id = $1 ORDER BY attempt, started_at",
            [PostgresParameter(id)])
    }
}
