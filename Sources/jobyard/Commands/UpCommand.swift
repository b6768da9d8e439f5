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
        let settings = try Settings.load(file: options.file)
        try settings.dataDirectory.lock()
        var services: [any Service] = []
        var redis = settings.namedRedis
        var redisIsReady: @Sendable () async -> Void = {}
        if settings.configuration.redisHost == nil {
            let own = try PrivateRedis(dataDirectory: settings.dataDirectory.path, logger: settings.logger("redis"))
            redis = RedisConfiguration(address: own.address)
            redisIsReady = own.waitUntilReady
            services.append(own)
        }
        let runtime = try await WorkerAssembly.loadPlugins(settings)
        let server = try await ServerAssembly(
            settings: settings, redis: redis, redisIsReady: redisIsReady,
            expectedTypes: { runtime.types.map(\.name) })
        let worker = WorkerAssembly(
            settings: settings, redis: redis, runtime: runtime, redisIsReady: server.queue.waitUntilOpen)
        services += server.services + worker.services
        services.append(
            ReadinessAnnouncer(
                service: server.service, addresses: server.addresses, host: settings.configuration.apiHost))
        try await ServiceGroup.run(services, settings: settings)
    }
}
