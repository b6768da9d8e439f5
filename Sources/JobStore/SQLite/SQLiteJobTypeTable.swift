import GRDB
import JobModel

/// `job_types`: every type ever advertised, as it was advertised last.
struct SQLiteJobTypeTable {
    let database: Database

    private static let columns = """
        name, description, plugin_id, plugin_version, plugin_sha256, payload_schema, result_schema, maximum_retries,
        timeout_ms, retry_base_ms, retry_factor, retry_cap_ms, concurrency, cancel_grace_ms
        """

    func upsert(_ type: JobType) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO job_types (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            type.name, type.description, type.plugin.id, type.plugin.version, type.plugin.sha256, type.payloadSchema,
            type.resultSchema, type.maximumRetries, type.timeoutMilliseconds, type.retryPolicy.baseMilliseconds,
            type.retryPolicy.factor, type.retryPolicy.capMilliseconds, type.concurrency, type.cancelGraceMilliseconds,
        ])
    }

    func all() throws -> [JobType] {
        let statement = try database.cachedStatement(sql: "SELECT \(Self.columns) FROM job_types ORDER BY name")
        return try Row.fetchAll(statement).map { row in
            var columns = ColumnReader(row)
            return JobType(
                name: try columns.next(), description: try columns.nextIfPresent(),
                plugin: PluginIdentity(
                    id: try columns.next(), version: try columns.next(), sha256: try columns.next()),
                payloadSchema: try columns.nextIfPresent(), resultSchema: try columns.nextIfPresent(),
                maximumRetries: try columns.nextIfPresent(), timeoutMilliseconds: try columns.nextIfPresent(),
                retryPolicy: try columns.nextRetryPolicy(), concurrency: try columns.nextIfPresent(),
                cancelGraceMilliseconds: try columns.next())
        }
    }
}
