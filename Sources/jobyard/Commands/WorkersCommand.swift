import ArgumentParser

struct WorkersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers", abstract: "List the live workers: where they run, and what is free.")

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { client, output in
            let answer = try await client.workers()
            if options.json {
                try output.write(json: answer.bytes)
            } else {
                try output.write(table: .workers(answer.value.workers))
            }
        }
    }
}
