import ArgumentParser

@main
struct Jobyard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobyard",
        abstract: "A distributed job scheduler whose job types are drop-in shared libraries.",
        discussion: ExitStatus.help,
        version: Version.text,
        subcommands: [
            UpCommand.self, ServerCommand.self, WorkerCommand.self, SubmitCommand.self, GetCommand.self,
            ListCommand.self, CancelCommand.self, RetryCommand.self, AttemptsCommand.self, DeadLettersCommand.self,
            TypesCommand.self, WorkersCommand.self, PluginCommand.self, MigrateCommand.self, ConfigCommand.self,
            CompletionsCommand.self, VersionCommand.self,
        ])
}
