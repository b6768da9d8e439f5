import ArgumentParser

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Run jobs again that are failed, dead_letter or cancelled.",
        discussion: "Each job is tried; the worst exit status counts. Many at once: `jobyard dead-letters retry`.")

    @Argument(help: "The jobs' ids.")
    var ids: [String]

    @Flag(help: "Forget what an earlier attempt kept for the next one: start from the beginning.")
    var discardCheckpoint = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let retry = RetryOptions(discardCheckpoint: discardCheckpoint)
        try await options.run(each: ids) { client, id in try await client.retry(id, retry) }
    }
}
