import ArgumentParser

struct AttemptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attempts", abstract: "List the attempts of a job: who ran it, how each ended, and why.")

    @Argument(help: "The job's id.")
    var id: String

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { client, output in
            let answer = try await client.attempts(of: id)
            if options.json {
                try output.write(json: answer.bytes)
            } else {
                try output.write(table: .attempts(answer.value.attempts))
            }
        }
    }
}
