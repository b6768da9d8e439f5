import ArgumentParser

struct TypesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "types", abstract: "List the job types, and who offers them.")

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { client, output in
            let answer = try await client.jobTypes()
            if options.json {
                try output.write(json: answer.bytes)
            } else {
                try output.write(table: .jobTypes(answer.value.jobTypes))
            }
        }
    }
}
