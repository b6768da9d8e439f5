import ArgumentParser
import Logging
import ServiceLifecycle

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Run jobs: needs Redis and plugins, and no database.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let settings = try Settings.load(file: options.file)
        let worker = WorkerAssembly(
            settings: settings, redis: settings.namedRedis, runtime: try await WorkerAssembly.loadPlugins(settings))
        try await ServiceGroup.run(worker.services, settings: settings)
    }
}
