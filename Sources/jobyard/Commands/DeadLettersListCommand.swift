import ArgumentParser

struct DeadLettersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Count dead letters by type and error code, and list them, the newest first.")

    @Option(help: "Only jobs of this type.", completion: .custom(JobTypeCompletion.names))
    var type: String?

    @Option(help: "Only jobs with this code in their error.")
    var errorCode: String?

    @Option(help: "At most so many jobs, 1…500. Default: 20. All are counted.")
    var limit = 20

    @Option(help: "Go on where an earlier list ended: its next_cursor.")
    var cursor: String?

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { client, output in
            let answer = try await client.deadLetters(
                DeadLetterFilter(type: type, errorCode: errorCode, limit: limit, cursor: cursor))
            guard !options.json else { return try output.write(json: answer.bytes) }
            try output.write(table: .deadLetterGroups(answer.value.groups))
            guard !answer.value.deadLetters.isEmpty else { return }
            var table = TextTable.jobs
            answer.value.deadLetters.forEach { table.append($0) }
            try output.write(line: "")
            try output.write(table: table)
            if let next = answer.value.nextCursor {
                StandardError.say("there are more: --cursor \(TerminalText.clean(next)) goes on")
            }
        }
    }
}
