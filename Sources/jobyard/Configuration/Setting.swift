/// One thing that an operator can set: its names, its type, and what it means. ``all`` is the only list of them.
struct Setting: Sendable {
    enum Secrecy: Sendable {
        case open
        /// Never shown; can also be given as a file.
        case secret
        /// A URL whose password is never shown; can also be given as a file.
        case url
    }

    /// Its name in the environment.
    let variable: String
    /// Its place in the configuration file, as `group.name` or `name`.
    let path: String
    let secrecy: Secrecy
    /// Completes "it must be".
    let allowed: String
    let meaning: String
    /// False, and nothing changed: the text is not allowed.
    let assign: @Sendable (String, inout Configuration) throws(UnusableValue) -> Bool
    /// What is in force, unmasked.
    let value: @Sendable (Configuration) -> ConfigurationValue

    init<Value: Sendable>(
        _ variable: String, at path: String, _ member: any WritableKeyPath<Configuration, Value> & Sendable,
        _ type: SettingType<Value>, secrecy: Secrecy = .open, _ meaning: String
    ) {
        self.variable = variable
        self.path = path
        self.secrecy = secrecy
        self.meaning = meaning
        allowed = type.allowed
        assign = { text, configuration throws(UnusableValue) in
            guard let value = try type.parse(text) else { return false }
            configuration[keyPath: member] = value
            return true
        }
        value = { type.show($0[keyPath: member]) }
    }

    var canBeGivenAsFile: Bool { secrecy != .open }
    /// Its name in the environment where its value stands in a file.
    var fileVariable: String { variable + "_FILE" }
    /// Its place in the configuration file where its value stands in another file.
    var filePath: String { path + "_file" }

    func masked(_ value: ConfigurationValue) -> ConfigurationValue {
        switch secrecy {
        case .open: value
        case .secret: value.isSet ? .string(SecretMask.text) : value
        case .url: value.mapTexts(SecretMask.maskingURL)
        }
    }
}

extension Setting {
    private static let ports = 0...65535

    static let all: [Setting] = [
        Setting(
            "REDIS_HOST", at: "redis.host", \.redisHost, .optionalText("a host's name or address"),
            "the Redis to share; not set: `jobyard up` runs a private one, the other commands take localhost"),
        Setting("REDIS_PORT", at: "redis.port", \.redisPort, .integer(1...65535), "its port"),
        Setting("REDIS_DB", at: "redis.database", \.redisDatabase, .integer(0...1_000_000), "its number"),
        Setting(
            "REDIS_PASSWORD", at: "redis.password", \.redisPassword, .optionalText("a password"), secrecy: .secret,
            "none if not set"),
        Setting(
            "DATABASE_URL", at: "database.url", \.databaseURL, .databaseURL, secrecy: .url,
            "the record of all jobs, in PostgreSQL or in a file of SQLite; a relative path is below DATA_DIR"),
        Setting(
            "DATABASE_READ_URL", at: "database.read_url", \.databaseReadURL, .optionalPostgreSQLURL, secrecy: .url,
            "PostgreSQL: a replica for reading and listing jobs; not set: DATABASE_URL serves them too"),
        Setting(
            "DATABASE_POOL_SIZE", at: "database.pool_size", \.databasePoolSize, .integer(1...100),
            "PostgreSQL: connections of a server to each of the two"),
        Setting(
            "DATABASE_STATEMENT_TIMEOUT_SECONDS", at: "database.statement_timeout_seconds",
            \.databaseStatementTimeoutSeconds, .seconds(1...3600), "PostgreSQL: what one statement may take"),
        Setting(
            "DATABASE_LOCK_TIMEOUT_SECONDS", at: "database.lock_timeout_seconds", \.databaseLockTimeoutSeconds,
            .seconds(1...3600),
            "PostgreSQL: how much of that it may wait for a lock; no more than the statement timeout, 5 if not set"),
        Setting(
            "API_HOST", at: "api.host", \.apiHost, .text("a host's name or address"), "where REST and gRPC listen"),
        Setting("API_PORT", at: "api.port", \.apiPort, .integer(ports), "REST; 0: any free port"),
        Setting("GRPC_PORT", at: "api.grpc_port", \.grpcPort, .integer(ports), "gRPC; 0: any free port"),
        Setting(
            "WORKER_CONCURRENCY", at: "worker.concurrency", \.workerConcurrency, .integer(1...1000),
            "a worker runs concurrency × pool_size jobs at once"),
        Setting("WORKER_POOL_SIZE", at: "worker.pool_size", \.workerPoolSize, .integer(1...100), "see above"),
        Setting(
            "DRAIN_TIMEOUT_SECONDS", at: "worker.drain_timeout_seconds", \.drainTimeoutSeconds, .seconds(0...86400),
            "how long a stop waits for running jobs before it hands them back"),
        Setting(
            "DEFAULT_MAX_RETRIES", at: "jobs.default_max_retries", \.defaultMaximumRetries, .integer(0...100),
            "retries after failures that may pass, where neither the job nor its type says"),
        Setting(
            "DEFAULT_TIMEOUT_SECONDS", at: "jobs.default_timeout_seconds", \.defaultTimeoutSeconds,
            .seconds(0...604_800), "what one attempt may take, where neither the job nor its type says; 0: no limit"),
        Setting(
            "JOB_TTL_SECONDS", at: "jobs.ttl_seconds", \.jobTimeToLiveSeconds, .integer(1...3_153_600_000),
            "how long a job is kept after its end"),
        Setting(
            "LOG_LEVEL", at: "log.level", \.logLevel, .logLevel,
            "trace, debug, info, notice, warning, error or critical"),
        Setting(
            "DATA_DIR", at: "data_dir", \.dataDirectory, .text("a folder"), "everything that Jobyard keeps"),
        Setting(
            "PLUGIN_DIR", at: "plugin_dir", \.pluginDirectory, .text("a folder"),
            "your plugins, DATA_DIR/plugins if not set; the built-in ones are found beside the binary"),
    ]
}
