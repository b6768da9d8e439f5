import Foundation
import JobModel
import JobQueue
import Logging
import Metrics
import NIOPosix
import PluginRuntime
import RedisClient
import ServiceLifecycle
import Worker

/// The worker half: needs Redis and plugins, and no database.
struct WorkerAssembly: Sendable {
    let services: [any Service]
    /// Ends a drain without waiting for running jobs.
    let hurry: @Sendable () async -> Void

    /// Reads the plugins: what this worker can run.
    static func loadPlugins(_ launch: LaunchContext) async throws -> PluginRuntime {
        let configuration = launch.configuration
        try PluginFolder.prepare(configuration)
        let runtime = PluginRuntime(
            configuration: try PluginRuntimeConfiguration(configuration, dataDirectory: launch.dataDirectory.path),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: launch.logger("plugins"),
            onCounter: { plugin, counter, delta in
                let name = counter.hasSuffix("_total") ? counter : counter + "_total"
                FloatingPointCounter(label: "plugin_" + name, dimensions: [("plugin", plugin)]).increment(by: delta)
            })
        try await runtime.load()
        for warning in configuration.sectionsWithoutPlugin(loaded: runtime.reports.compactMap(\.id)) {
            launch.logger.warning("\(warning)")
        }
        return runtime
    }

    /// `redisIsReady` returns when it makes sense to connect.
    init(
        launch: LaunchContext, redis: RedisConfiguration, runtime: PluginRuntime,
        redisIsReady: @escaping @Sendable () async -> Void = {}
    ) {
        let configuration = launch.configuration
        let keys = QueueKeys()
        let connection = ConnectorService(launch, redis: redis, redisIsReady: redisIsReady) { connection in
            try await QueueSession.join(connection, keys: keys)
        }
        let worker = Worker(
            configuration: WorkerConfiguration(
                host: ProcessInfo.processInfo.hostName, version: Version.text,
                pool: Pool(slots: configuration.workerSlots),
                drainTimeout: .milliseconds(Int(configuration.drainTimeoutSeconds * 1000))),
            queue: JobQueue(keys: keys, connector: connection.connector), runtime: runtime,
            logger: launch.logger("worker"))
        services = [connection, worker]
        hurry = { await worker.hurry() }
    }
}
