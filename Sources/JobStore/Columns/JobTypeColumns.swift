import JobModel

/// The columns of `job_types` as both kinds of database list them, and what they say.
enum JobTypeColumns {
    static let all = """
        name, description, plugin_id, plugin_version, plugin_sha256, payload_schema, result_schema, maximum_retries,
        timeout_ms, retry_base_ms, retry_factor, retry_cap_ms, concurrency, cancel_grace_ms
        """
}

extension ColumnReading {
    mutating func nextJobType() throws -> JobType {
        JobType(
            name: try nextText(), description: try nextTextIfPresent(),
            plugin: PluginIdentity(id: try nextText(), version: try nextText(), sha256: try nextText()),
            payloadSchema: try nextTextIfPresent(), resultSchema: try nextTextIfPresent(),
            maximumRetries: try nextIntIfPresent(), timeoutMilliseconds: try nextIntIfPresent(),
            retryPolicy: try nextRetryPolicy(), concurrency: try nextIntIfPresent(),
            cancelGraceMilliseconds: try nextInteger())
    }
}
