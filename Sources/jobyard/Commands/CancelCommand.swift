import ArgumentParser

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel jobs that have not ended.",
        discussion: """
            A job that is shown as cancelled will not start any more. One that runs is told to end, and shown as running with \
            "cancel requested"; it may still complete. While Redis is away the wish is kept, and carried out when it is back. Each job is tried; the worst exit status counts.
            """)

    @Argument(help: "The jobs' ids.")
    var ids: [String]

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run(each: ids) { client, id in try await client.cancel(id) }
    }
}
