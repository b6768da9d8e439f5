import ArgumentParser

struct PluginListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins that the live workers have found, also those that they refuse, with the reason.",
        discussion: "With --json: the server's workers, each with its plugins.")

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { client, output in
            let answer = try await client.workers()
            if options.json {
                try output.write(json: answer.bytes)
            } else {
                let plugins = InstalledPlugin.all(of: answer.value.workers)
                try output.write(table: .plugins(plugins))
                for refusal in plugins.compactMap(\.refusal) { try output.write(line: refusal) }
            }
        }
    }
}
