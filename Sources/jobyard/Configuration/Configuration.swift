import Logging

/// Everything an operator can set, as typed values.
struct Configuration: Sendable, Hashable {
    /// nil: `up` brings a Redis of its own; `server` and `worker` take localhost.
    var redisHost: String?
    var redisPort: Int
    var redisDatabase: Int
    var redisPassword: String?
    var database: DatabaseURL
    var apiHost: String
    var apiPort: Int
    var grpcPort: Int
    var workerConcurrency: Int
    var workerPoolSize: Int
    var defaultMaximumRetries: Int
    var defaultTimeoutSeconds: Double
    var jobTimeToLiveSeconds: Int
    var drainTimeoutSeconds: Double
    var logLevel: Logger.Level
    var dataDirectory: String
    var pluginDirectory: String
    /// By plugin id.
    var plugins: [String: PluginSection]

    /// Slots of a worker's default pool.
    var workerSlots: Int { workerConcurrency * workerPoolSize }
}

extension Configuration {
    private static let ports = 0...65535

    init(environment: Environment, file: ConfigurationFile = ConfigurationFile()) throws(ConfigurationError) {
        redisHost = environment.text("REDIS_HOST")
        redisPort = try environment.integer("REDIS_PORT", default: 6379, in: 1...65535)
        redisDatabase = try environment.integer("REDIS_DB", default: 0, in: 0...1_000_000)
        redisPassword = environment.text("REDIS_PASSWORD")
        dataDirectory = environment.text("DATA_DIR") ?? "./.jobyard"
        database = try DatabaseURL(
            environment.text("DATABASE_URL") ?? "sqlite:///./job_scheduler.db", dataDirectory: dataDirectory)
        apiHost = environment.text("API_HOST") ?? "0.0.0.0"
        apiPort = try environment.integer("API_PORT", default: 8000, in: Self.ports)
        grpcPort = try environment.integer("GRPC_PORT", default: 50051, in: Self.ports)
        workerConcurrency = try environment.integer("WORKER_CONCURRENCY", default: 4, in: 1...1000)
        workerPoolSize = try environment.integer("WORKER_POOL_SIZE", default: 2, in: 1...100)
        defaultMaximumRetries = try environment.integer("DEFAULT_MAX_RETRIES", default: 3, in: 0...100)
        defaultTimeoutSeconds = try environment.seconds("DEFAULT_TIMEOUT_SECONDS", default: 300, in: 0...604_800)
        jobTimeToLiveSeconds = try environment.integer("JOB_TTL_SECONDS", default: 86400, in: 1...3_153_600_000)
        drainTimeoutSeconds = try environment.seconds("DRAIN_TIMEOUT_SECONDS", default: 30, in: 0...86400)
        logLevel = try Self.logLevel(environment.text("LOG_LEVEL") ?? "info")
        pluginDirectory = environment.text("PLUGIN_DIR") ?? dataDirectory + "/plugins"
        plugins = file.plugins
    }

    private static func logLevel(_ text: String) throws(ConfigurationError) -> Logger.Level {
        let name = text.lowercased()
        guard let level = Logger.Level(rawValue: name == "warn" ? "warning" : name) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError("LOG_LEVEL", value: text, allowed: "one of \(known) (any case; warn = warning)")
        }
        return level
    }
}
