import ArgumentParser

struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Show a job.",
        discussion: "Exits with 0; 2: refused, such as no such job; 3: no server answers.")

    @Argument(help: "The job's id.")
    var id: String

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await JobPrinter.reporting { () async throws(ClientError) in
            JobPrinter(json: options.json).show(try await options.client.get(id))
        }
    }
}
