import ArgumentParser
import JobModel
import JobQueue
import Logging
import PluginRuntime
import RedisClient
import ServiceLifecycle

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run everything on this machine: server, worker and, without REDIS_HOST, a private redis-server.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await ExitStatus.reporting {
            let launch = try LaunchContext.load(file: options.file)
            try launch.dataDirectory.lock()
            var services: [any Service] = []
            var redis = launch.namedRedis
            var redisIsReady: @Sendable () async -> Void = {}
            if launch.configuration.redisHost == nil {
                let own = try PrivateRedis(dataDirectory: launch.dataDirectory.path, logger: launch.logger("redis"))
                redis = RedisConfiguration(address: own.address)
                redisIsReady = own.waitUntilReady
                services.append(own)
            }
            let runtime = try await WorkerAssembly.loadPlugins(launch)
            let server = try await ServerAssembly(
                launch: launch, redis: redis, redisIsReady: redisIsReady,
                expectedTypes: { runtime.types.map(\.name) })
            let worker = WorkerAssembly(
                launch: launch, redis: redis, runtime: runtime, redisIsReady: server.queue.waitUntilOpen)
            services += server.services + worker.services
            services.append(
                ReadinessAnnouncer(
                    service: server.service, addresses: server.addresses, host: launch.configuration.apiHost))
            try await ServiceGroup.run(services, launch: launch, hurry: worker.hurry)
        }
    }
}
