import JobModel

/// The looks that the Reconciler owes: `jobs.look_at`.
enum PostgresLookTable {
    /// Whether a row's look may be far ahead: a scheduled job waits in the database until it comes near. One that is to be
    /// cancelled does not. Each is also the condition of an index, word for word.
    static let isPutOff = "state = 'scheduled' AND NOT cancel_requested"
    static let isNotPutOff = "(state <> 'scheduled' OR cancel_requested)"

    /// Those that are due now are put off until a claim's end, which it answers. What another server has locked is its.
    static func claim(limit: Int, schedule: LookSchedule) -> PostgresCommand {
        let now = "(SELECT now FROM clock)"
        func due(_ condition: String) -> String {
            """
            (SELECT id, look_at FROM jobs WHERE look_at IS NOT NULL AND \(condition)
                ORDER BY look_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)
            """
        }
        return PostgresCommand(
            """
            WITH clock AS MATERIALIZED (SELECT \(PostgresPosition.now) AS now),
                scheduled AS MATERIALIZED \(due("look_at <= \(now) AND \(isPutOff)")),
                others AS MATERIALIZED \(due("look_at <= \(now) AND \(isNotPutOff)")),
                ahead AS MATERIALIZED \(due("look_at > \(now) + $2 * interval '1 millisecond' AND \(isNotPutOff)"))
            UPDATE jobs SET look_at = \(now) + $3 * interval '1 millisecond'
            WHERE id IN (
                SELECT id FROM (SELECT * FROM scheduled UNION ALL SELECT * FROM others UNION ALL SELECT * FROM ahead)
                    AS due ORDER BY look_at LIMIT $1)
            RETURNING id, look_at
            """,
            [
                PostgresParameter(max(0, limit)), PostgresParameter(schedule.longestDelayMilliseconds),
                PostgresParameter(schedule.claimMilliseconds),
            ])
    }

    /// One that is due within a claim's time may be under way.
    static func hasten(_ ids: [JobID], to moment: Timestamp, claimedUntil claim: Timestamp) -> PostgresCommand {
        PostgresCommand(
            """
            UPDATE jobs SET look_at = $2
            WHERE id IN (SELECT id FROM jobs WHERE id = ANY ($1) AND look_at > $3 ORDER BY id FOR NO KEY UPDATE)
            """,
            [PostgresParameter(array: ids), PostgresParameter(moment), PostgresParameter(claim)])
    }

    static func strikeOff(_ looks: [JobID: Timestamp]) -> PostgresCommand {
        let looks = looks.sorted { $0.key < $1.key }
        return PostgresCommand(
            """
            UPDATE jobs SET look_at = NULL
            FROM (
                SELECT jobs.id FROM jobs JOIN unnest($1, $2) AS made (id, look_at) ON jobs.id = made.id
                WHERE jobs.look_at = made.look_at ORDER BY jobs.id FOR NO KEY UPDATE OF jobs
            ) AS struck
            WHERE jobs.id = struck.id
            """, [PostgresParameter(array: looks.map(\.key)), PostgresParameter(array: looks.map(\.value))])
    }

    /// Unfinished rows are owed the look of ``LookSchedule/look(at:notBefore:)``, here in SQL, or an earlier one.
    static func oweLooks(_ ids: [JobID], at now: Timestamp, schedule: LookSchedule) -> PostgresCommand {
        let due = """
            CASE WHEN \(isPutOff) THEN greatest($1, coalesce(run_at - $2 * interval '1 millisecond', $1)) ELSE $1 END
            """
        return PostgresCommand(
            """
            UPDATE jobs SET look_at = \(due)
            WHERE id IN (
                SELECT id FROM jobs
                WHERE id = ANY ($3) AND state IN (\(unfinished)) AND (look_at IS NULL OR look_at > \(due))
                ORDER BY id FOR NO KEY UPDATE)
            """,
            [
                PostgresParameter(now), PostgresParameter(schedule.nearMilliseconds), PostgresParameter(array: ids),
            ])
    }

    static func unfinishedIDs(after id: JobID, limit: Int) -> PostgresCommand {
        let states = JobState.unfinished.map {
            "(SELECT id FROM jobs WHERE state = '\($0.rawValue)' AND id > $1 ORDER BY id LIMIT $2)"
        }
        return PostgresCommand(
            "SELECT id FROM (\(states.joined(separator: " UNION ALL "))) AS page ORDER BY id LIMIT $2",
            [PostgresParameter(id), PostgresParameter(limit)])
    }

    private static let unfinished = JobState.unfinished.map { "'\($0.rawValue)'" }.joined(separator: ", ")
}
