import ArgumentParser

@main
struct Jobyard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobyard",
        abstract: "A distributed job scheduler whose job types are drop-in shared libraries.",
        version: Version.text,
        subcommands: [
            UpCommand.self, ServerCommand.self, WorkerCommand.self, SubmitCommand.self, GetCommand.self,
            PluginCommand.self, VersionCommand.self,
        ])
}
