import Foundation
import JobModel
import JobQueue
import Logging
import NIOPosix
import PluginRuntime
import RedisClient
import ServiceLifecycle
import Worker

/// The worker half: needs Redis and plugins, and no database.
struct WorkerAssembly: Sendable {
    let services: [any Service]

    /// Reads the plugins: what this worker can run.
    static func loadPlugins(_ settings: Settings) async throws -> PluginRuntime {
        let configuration = settings.configuration
        try PluginFolder.prepare(configuration)
        let runtime = PluginRuntime(
            configuration: try PluginRuntimeConfiguration(configuration, dataDirectory: settings.dataDirectory.path),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: settings.logger("plugins"))
        try await runtime.load()
        for warning in configuration.sectionsWithoutPlugin(loaded: runtime.plugins.map(\.identity.id)) {
            settings.logger.warning("\(warning)")
        }
        return runtime
    }

    /// `redisIsReady` returns when it makes sense to connect.
    init(
        settings: Settings, redis: RedisConfiguration, runtime: PluginRuntime,
        redisIsReady: @escaping @Sendable () async -> Void = {}
    ) {
        let configuration = settings.configuration
        let keys = QueueKeys()
        let connector = JobQueue.Connector(configuration: redis, logger: settings.logger("redis")) { connection in
            try await QueueSession.join(connection, keys: keys)
        }
        services = [
            ConnectorService(connector: connector, redisIsReady: redisIsReady),
            Worker(
                configuration: WorkerConfiguration(
                    host: ProcessInfo.processInfo.hostName, version: Version.text,
                    pool: Pool(slots: configuration.workerSlots),
                    drainTimeout: .milliseconds(Int(configuration.drainTimeoutSeconds * 1000))),
                queue: JobQueue(keys: keys, connector: connector), runtime: runtime,
                logger: settings.logger("worker")),
        ]
    }
}
