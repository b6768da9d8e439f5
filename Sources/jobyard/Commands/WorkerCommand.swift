import ArgumentParser
import Logging
import ServiceLifecycle

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Run jobs: needs Redis and plugins, and no database.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await ExitStatus.reporting {
            let launch = try LaunchContext.load(file: options.file)
            let worker = WorkerAssembly(
                launch: launch, redis: launch.namedRedis, runtime: try await WorkerAssembly.loadPlugins(launch))
            try await ServiceGroup.run(worker.services, launch: launch, hurry: worker.hurry)
        }
    }
}
