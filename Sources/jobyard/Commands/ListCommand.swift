import ArgumentParser

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List jobs, the newest first.")

    @Option(
        help: "Only jobs in this state; may be given several times, or with commas.",
        completion: .list([
            "scheduled", "queued", "running", "retrying", "completed", "failed", "dead_letter", "cancelled",
        ]))
    var status: [String] = []

    @Option(help: "Only jobs of this type.", completion: .custom(JobTypeCompletion.names))
    var type: String?

    @Option(help: "Only jobs created after this time, such as 2026-01-05T10:00:00Z (RFC 3339).")
    var createdAfter: String?

    @Option(help: "Only jobs created before this time.")
    var createdBefore: String?

    @Option(help: "At most so many jobs. Default: \(Self.standardLimit).")
    var limit: Int?

    @Flag(help: "All jobs, however many.")
    var all = false

    @Option(help: "Go on where an earlier list ended: its next_cursor.")
    var cursor: String?

    @OptionGroup var options: ClientOptions

    private static let standardLimit = 20

    func validate() throws {
        if all, limit != nil { throw ValidationError("Give --limit or --all, not both.") }
        if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more.") }
    }

    func run() async throws {
        try await options.run { client, output in
            let filter = filter
            let pages = JobPages(cursor: cursor, limit: all ? nil : limit ?? Self.standardLimit) {
                limit, cursor throws(ClientError) in
                try await client.jobs(filter, limit: limit, cursor: cursor)
            }
            if options.json {
                var json = JobListJSON()
                let rest = try await pages.read { try output.write(json: json.add($0), terminator: "") }
                try output.write(json: json.end(cursor: rest))
            } else {
                var table = TextTable.jobs
                let rest = try await pages.read { page in
                    page.value.jobs.forEach { table.append($0) }
                    try output.write(table: &table)
                }
                if rest != nil { StandardError.say("there are more: --limit N or --all shows them") }
            }
        }
    }

    private var filter: JobFilter {
        JobFilter(
            statuses: status.flatMap { $0.split(separator: ",").map(String.init) }, type: type,
            createdAfter: createdAfter, createdBefore: createdBefore)
    }
}
