import ArgumentParser

struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Show a job.")

    @Argument(help: "The job's id.")
    var id: String

    @Flag(help: "Wait until the job has ended.")
    var wait = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { client, output in
            try await output.write(
                client.job(id), waitingWith: wait ? JobWait(client: client) : nil, json: options.json)
        }
    }
}
