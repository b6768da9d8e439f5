import JobModel

/// `job_types`: every type ever advertised, as it was advertised last.
enum PostgresJobTypeTable {
    private static let columns = PostgresColumns<JobType>([
        PostgresColumn("name") { $0.name },
        PostgresColumn("description") { $0.description },
        PostgresColumn("plugin_id") { $0.plugin.id },
        PostgresColumn("plugin_version") { $0.plugin.version },
        PostgresColumn("plugin_sha256") { $0.plugin.sha256 },
        PostgresColumn("payload_schema") { $0.payloadSchema },
        PostgresColumn("result_schema") { $0.resultSchema },
        PostgresColumn("maximum_retries") { $0.maximumRetries },
        PostgresColumn("timeout_ms") { $0.timeoutMilliseconds },
        PostgresColumn("retry_base_ms") { $0.retryPolicy.baseMilliseconds },
        PostgresColumn("retry_factor") { $0.retryPolicy.factor },
        PostgresColumn("retry_cap_ms") { $0.retryPolicy.capMilliseconds },
        PostgresColumn("concurrency") { $0.concurrency },
        PostgresColumn("cancel_grace_ms") { $0.cancelGraceMilliseconds },
    ])

    private static let upsertText = """
        INSERT INTO job_types (\(columns.names)) SELECT * FROM \(columns.unnest)
        ON CONFLICT (name) DO UPDATE SET (\(columns.names)) = ROW (excluded.*)
        """

    static func upsert(_ types: [JobType]) -> PostgresCommand {
        // In one order, so that nobody waits in a circle.
        PostgresCommand(upsertText, columns.parameters(types.sorted { $0.name < $1.name }))
    }

    static let all = PostgresCommand("SELECT \(JobTypeColumns.all) FROM job_types ORDER BY name")
}
