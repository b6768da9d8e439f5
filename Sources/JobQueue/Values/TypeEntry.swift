import JobModel

/// A job type in the hash `types`.
struct TypeEntry: RegistryValue {
    var description: String?
    var plugin: String
    var pluginVersion: String
    var sha256: String
    var payloadSchema: String?
    var resultSchema: String?
    var maximumRetries: Int?
    var timeout: Int?
    var backoffBase: Int
    var backoffFactor: Double
    var backoffCap: Int
    var concurrency: Int?
    var cancelGrace: Int

    init(_ type: JobType) {
        description = type.description
        plugin = type.plugin.id
        pluginVersion = type.plugin.version
        sha256 = type.plugin.sha256
        payloadSchema = type.payloadSchema
        resultSchema = type.resultSchema
        maximumRetries = type.maximumRetries
        timeout = type.timeoutMilliseconds
        backoffBase = type.retryPolicy.baseMilliseconds
        backoffFactor = type.retryPolicy.factor
        backoffCap = type.retryPolicy.capMilliseconds
        concurrency = type.concurrency
        cancelGrace = type.cancelGraceMilliseconds
    }

    func jobType(named name: String) -> JobType {
        JobType(
            name: name, description: description,
            plugin: PluginIdentity(id: plugin, version: pluginVersion, sha256: sha256), payloadSchema: payloadSchema,
            resultSchema: resultSchema, maximumRetries: maximumRetries, timeoutMilliseconds: timeout,
            retryPolicy: RetryPolicy(
                baseMilliseconds: backoffBase, factor: backoffFactor, capMilliseconds: backoffCap),
            concurrency: concurrency, cancelGraceMilliseconds: cancelGrace)
    }
}
