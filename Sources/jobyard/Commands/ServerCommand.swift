import ArgumentParser
import Logging
import ServiceLifecycle

struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "Run the REST and gRPC APIs and the background services.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let settings = try Settings.load(file: options.file)
        let server = try await ServerAssembly(settings: settings, redis: settings.namedRedis)
        let announcer = ReadinessAnnouncer(
            service: server.service, addresses: server.addresses, host: settings.configuration.apiHost)
        try await ServiceGroup.run(server.services + [announcer], settings: settings)
    }
}
