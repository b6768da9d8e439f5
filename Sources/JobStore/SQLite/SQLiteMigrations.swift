import GRDB

/// The schema, step by step. A step that was released is never changed: a change of the schema is a step more.
///
/// Times are milliseconds since 1970. Texts that come from handlers are bytes, for a NUL is legal in them.
enum SQLiteMigrations {
    private static let steps: [(number: Int, name: String, sql: String)] = [
        (1, "jobs and attempts", jobsAndAttempts), (2, "idempotency keys and dead letters", keysAndDeadLetters),
        (3, "lists at any length", listsAtAnyLength),
    ]

    static func migrate(_ pool: DatabasePool) throws {
        _ = try pool.read(status)
        try migrator.migrate(pool)
    }

    /// Throws `newerSchema`.
    static func status(_ database: Database) throws -> SchemaStatus {
        try status(applied: Set(migrator.appliedIdentifiers(database).map { Int($0) ?? .max }))
    }

    /// - Parameter applied: empty of a file which is not there.
    static func status(applied: Set<Int>) throws(JobStoreError) -> SchemaStatus {
        try SchemaStatus(known: steps.map { ($0.number, $0.name) }, applied: applied)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for step in steps {
            migrator.registerMigration("\(step.number)") { try $0.execute(sql: step.sql) }
        }
        return migrator
    }

    private static let jobsAndAttempts = """
        CREATE TABLE record_position (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT;
        INSERT INTO record_position VALUES (1, 0, 0);

        -- What changes comes first and what may be long comes last, so that recording does not walk through payloads.
        CREATE TABLE jobs (
            id BLOB NOT NULL PRIMARY KEY,
            type TEXT NOT NULL,
            state TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            version INTEGER NOT NULL,
            look_at INTEGER,
            final_at INTEGER,       -- when the row became final, by the database's clock; the Reaper goes by it
            attempt INTEGER NOT NULL,
            burned INTEGER NOT NULL,
            crashes INTEGER NOT NULL,
            losses INTEGER NOT NULL,
            cancel_requested INTEGER NOT NULL,
            run_at INTEGER,
            started_at INTEGER,
            changed_at INTEGER NOT NULL,
            lease TEXT,
            created_at INTEGER NOT NULL,
            priority INTEGER NOT NULL,
            maximum_retries INTEGER NOT NULL,
            timeout_ms INTEGER NOT NULL,
            retry_base_ms INTEGER NOT NULL,
            retry_factor REAL NOT NULL,
            retry_cap_ms INTEGER NOT NULL,
            trace_parent TEXT,
            progress REAL,
            progress_message BLOB,
            error_code BLOB,
            error_message BLOB,
            payload BLOB NOT NULL,
            result BLOB,
            checkpoint BLOB
        ) STRICT;
        CREATE INDEX jobs_by_state ON jobs (state, id);
        CREATE INDEX jobs_by_type ON jobs (type, id);
        CREATE INDEX jobs_by_look ON jobs (look_at) WHERE look_at IS NOT NULL;
        CREATE INDEX jobs_by_end ON jobs (final_at) WHERE final_at IS NOT NULL;

        CREATE TABLE attempts (
            job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            token TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            worker TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            ending TEXT,
            error_code BLOB,
            error_message BLOB,
            host_pid INTEGER,
            signal TEXT,
            PRIMARY KEY (job_id, token)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE job_types (
            name TEXT NOT NULL PRIMARY KEY,
            description TEXT,
            plugin_id TEXT NOT NULL,
            plugin_version TEXT NOT NULL,
            plugin_sha256 TEXT NOT NULL,
            payload_schema TEXT,
            result_schema TEXT,
            maximum_retries INTEGER,
            timeout_ms INTEGER,
            retry_base_ms INTEGER NOT NULL,
            retry_factor REAL NOT NULL,
            retry_cap_ms INTEGER NOT NULL,
            concurrency INTEGER,
            cancel_grace_ms INTEGER NOT NULL
        ) STRICT;
        """

    private static let keysAndDeadLetters = """
        CREATE TABLE idempotency_keys (
            caller TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            PRIMARY KEY (caller, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotency_keys_by_job ON idempotency_keys (job_id);
        -- A scheduled row may be looked at in years; of the others a look that is far ahead is looked for.
        DROP INDEX jobs_by_look;
        CREATE INDEX jobs_by_look ON jobs (look_at) WHERE look_at IS NOT NULL 
            AND (state <> 'scheduled' OR cancel_requested = 1);
        CREATE INDEX jobs_by_scheduled_look ON jobs (look_at) WHERE look_at IS NOT NULL 
            AND state = 'scheduled' AND cancel_requested = 0;
        CREATE INDEX jobs_by_dead_letter ON jobs (type, error_code, id) WHERE state = 'dead_letter';
        """

    /// For every filter of ``JobQuery`` an index that begins with what it names and goes on with the id. A list that names no
    /// state merges those of all states.
    private static let listsAtAnyLength = """
        DROP INDEX jobs_by_type;
        CREATE INDEX jobs_by_type_and_state ON jobs (type, state, id);
        CREATE INDEX jobs_by_error ON jobs (error_code, state, id) WHERE error_code IS NOT NULL;
        -- Of dead letters without an error, too: their groups are counted along it.
        DROP INDEX jobs_by_dead_letter;
        CREATE INDEX jobs_by_type_and_error ON jobs (type, error_code, state, id)
            WHERE error_code IS NOT NULL OR state = 'dead_letter';
        -- The last id that the sweep after a raised epoch has come to; NULL: there is none.
        ALTER TABLE record_position ADD COLUMN sweep_after BLOB;
        """
}
