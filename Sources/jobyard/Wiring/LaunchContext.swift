import Foundation
import Logging
import Metrics
import RedisClient
import Telemetry

/// What every long-running command starts from: configuration, logging, metrics, threads.
struct LaunchContext: Sendable {
    let configuration: Configuration
    let dataDirectory: DataDirectory
    let logger: Logger
    let registry: PrometheusRegistry

    static func load(file: String?) throws -> LaunchContext {
        // Until the services run, and take the signals themselves, there is nothing to bring to an end.
        for number in [SIGTERM, SIGINT] { signal(number) { _ in _exit(0) } }
        let configuration = try Configuration.load(file: file, variables: ProcessInfo.processInfo.environment)
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let registry = PrometheusRegistry(help: MetricHelp.help)
        MetricsSystem.bootstrap(registry)
        var logger = Logger(label: "jobyard")
        logger.logLevel = configuration.logLevel
        for warning in configuration.warnings { logger.warning("\(warning)") }
        return LaunchContext(
            configuration: configuration, dataDirectory: try DataDirectory(configuration.dataDirectory),
            logger: logger, registry: registry)
    }

    /// The Redis that the environment names.
    var namedRedis: RedisConfiguration {
        redis(.tcp(host: configuration.redisHost ?? "localhost", port: configuration.redisPort))
    }

    func redis(_ address: RedisAddress) -> RedisConfiguration {
        RedisConfiguration(
            address: address, database: configuration.redisDatabase, password: configuration.redisPassword)
    }

    func logger(_ label: String) -> Logger {
        var logger = Logger(label: "jobyard.\(label)")
        logger.logLevel = configuration.logLevel
        return logger
    }
}
