import ArgumentParser

struct DeadLettersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Look at jobs that have no retries left, and run them again.",
        subcommands: [DeadLettersListCommand.self, DeadLettersRetryCommand.self])
}
