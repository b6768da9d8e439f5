import JobModel

/// The schema, step by step. A step that was released is never changed: a change of the schema is a step more, and what an
/// older server does still works after it.
///
/// Texts that come from handlers are bytes, for a NUL is legal in them. Rows of `attempts` go with their jobs by the
/// statement that deletes those: a foreign key would lock the job's row once more for each attempt.
enum PostgresMigrations {
    private static let steps: [(number: Int, name: String, statements: [String])] = [
        (1, "jobs, attempts and job types", jobsAndAttempts)
    ]

    /// The steps that a database has had.
    static func status(_ connection: PostgresConnection) throws -> SchemaStatus {
        let exists = try connection.trip([
            PostgresCommand("SELECT to_regclass('schema_migrations') IS NOT NULL", isPrepared: false)
        ]).first?.first { try $0.nextFlag() }
        var applied: Set<Int> = []
        if exists == true {
            let rows = try connection.trip([
                PostgresCommand("SELECT number::bigint FROM schema_migrations", isPrepared: false)
            ]).first?.map { try $0.nextInteger() }
            applied = Set(rows ?? [])
        }
        return try SchemaStatus(known: steps.map { ($0.number, $0.name) }, applied: applied)
    }

    /// Takes the steps that are missing, all or none. Servers that start at once wait for one another.
    static func migrate(_ connection: PostgresConnection) throws {
        guard try !status(connection).isCurrent else { return }
        do {
            _ = try connection.trip(
                [
                    PostgresCommand("BEGIN"), PostgresCommand("SET LOCAL statement_timeout = 0"),
                    PostgresCommand("SET LOCAL idle_in_transaction_session_timeout = 0"),
                    PostgresCommand("SET LOCAL lock_timeout = '60s'"),
                    PostgresCommand("SELECT pg_advisory_xact_lock(\(PostgresAdvisoryLock.migration))"),
                ], timeout: .seconds(62))
            _ = try connection.trip([PostgresCommand(migrationsTable, isPrepared: false)])
            let missing = try status(connection).steps.filter { !$0.isApplied }.map(\.number)
            for step in steps where missing.contains(step.number) {
                let record = PostgresCommand(
                    "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
                    [PostgresParameter(step.number), PostgresParameter(step.name)], isPrepared: false)
                _ = try connection.trip(
                    step.statements.map { PostgresCommand($0, isPrepared: false) } + [record], timeout: nil)
            }
            _ = try connection.trip([PostgresCommand("COMMIT")], commits: true, timeout: nil)
        } catch {
            if connection.isUsable { _ = try? connection.trip([PostgresCommand("ROLLBACK")]) }
            throw error
        }
    }

    private static let migrationsTable = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number bigint PRIMARY KEY,
            name text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        )
        """

    private static let jobsAndAttempts = [
        // Each recording updates its one row: the dead versions stay in one page, and no index hears of them.
        """
        CREATE TABLE record_position (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
            epoch bigint NOT NULL,
            sequence bigint NOT NULL,
            sweep_after uuid    -- the last id that the sweep after a raised epoch has come to; NULL: there is none
        ) WITH (fillfactor = 10)
        """,
        "INSERT INTO record_position (epoch, sequence) VALUES (0, 0)",
        // Fixed lengths first, what may be long last. A queue's rows change often, so they are vacuumed early.
        """
        CREATE TABLE jobs (
            id uuid PRIMARY KEY,
            epoch bigint NOT NULL,
            version bigint NOT NULL,
            look_at timestamptz,
            final_at timestamptz,   -- when the row became final, by the database's clock; the Reaper goes by it
            attempt bigint NOT NULL,
            burned bigint NOT NULL,
            crashes bigint NOT NULL,
            losses bigint NOT NULL,
            run_at timestamptz,
            started_at timestamptz,
            changed_at timestamptz NOT NULL,
            created_at timestamptz NOT NULL,
            priority bigint NOT NULL,
            maximum_retries bigint NOT NULL,
            timeout_ms bigint NOT NULL,
            retry_base_ms bigint NOT NULL,
            retry_factor double precision NOT NULL,
            retry_cap_ms bigint NOT NULL,
            progress double precision,
            cancel_requested boolean NOT NULL,
            state text COLLATE "C" NOT NULL,
            type text COLLATE "C" NOT NULL,
            lease text COLLATE "C",
            trace_parent text COLLATE "C",
            idempotency_caller text COLLATE "C",
            idempotency_key text COLLATE "C",
            idempotency_fingerprint bytea,
            progress_message bytea,
            error_code bytea,
            error_message bytea,
            payload bytea NOT NULL,
            result bytea,
            checkpoint bytea
        ) WITH (
            autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1,
            autovacuum_analyze_scale_factor = 0.05
        )
        """,
        "CREATE INDEX jobs_by_state ON jobs (state, id)",
        "CREATE INDEX jobs_by_type_and_state ON jobs (type, state, id)",
        "CREATE INDEX jobs_by_look ON jobs (look_at) WHERE look_at IS NOT NULL AND \(PostgresLookTable.isNotPutOff)",
        """
        CREATE INDEX jobs_by_scheduled_look ON jobs (look_at) WHERE look_at IS NOT NULL
            AND \(PostgresLookTable.isPutOff)
        """,
        "CREATE INDEX jobs_by_end ON jobs (final_at) WHERE final_at IS NOT NULL",
        "CREATE INDEX jobs_by_error ON jobs (error_code, state, id) WHERE error_code IS NOT NULL",
        // Of dead letters without an error, too: their groups are counted along it.
        """
        CREATE INDEX jobs_by_type_and_error ON jobs (type, error_code, state, id)
            WHERE error_code IS NOT NULL OR state = 'dead_letter'
        """,
        """
        CREATE UNIQUE INDEX jobs_by_idempotency_key ON jobs (idempotency_caller, idempotency_key)
            WHERE idempotency_key IS NOT NULL
        """,
        """
        CREATE TABLE attempts (
            job_id uuid NOT NULL,
            attempt bigint NOT NULL,
            started_at timestamptz NOT NULL,
            ended_at timestamptz,
            host_pid bigint,
            token text COLLATE "C" NOT NULL,
            worker text COLLATE "C" NOT NULL,
            ending text COLLATE "C",
            signal text COLLATE "C",
            error_code bytea,
            error_message bytea,
            PRIMARY KEY (job_id, token)
        ) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1)
        """,
        """
        CREATE TABLE job_types (
            name text COLLATE "C" PRIMARY KEY,
            description text,
            plugin_id text NOT NULL,
            plugin_version text NOT NULL,
            plugin_sha256 text NOT NULL,
            payload_schema text,
            result_schema text,
            maximum_retries bigint,
            timeout_ms bigint,
            retry_base_ms bigint NOT NULL,
            retry_factor double precision NOT NULL,
            retry_cap_ms bigint NOT NULL,
            concurrency bigint,
            cancel_grace_ms bigint NOT NULL
        )
        """,
    ]
}
