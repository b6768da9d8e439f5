import ArgumentParser
import Logging
import ServiceLifecycle

struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "Run the REST and gRPC APIs and the background services.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await ExitStatus.reporting {
            let launch = try LaunchContext.load(file: options.file)
            let server = try await ServerAssembly(launch: launch, redis: launch.namedRedis)
            let announcer = ReadinessAnnouncer(
                service: server.service, addresses: server.addresses, host: launch.configuration.apiHost)
            try await ServiceGroup.run(server.services + [announcer], launch: launch)
        }
    }
}
