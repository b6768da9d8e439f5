import ArgumentParser

struct DeadLettersRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Run dead letters again, the oldest first. Prints their ids.",
        discussion: "--dry-run prints the ids of the jobs that it would be, and changes nothing.")

    @Option(help: "Only jobs of this type.", completion: .custom(JobTypeCompletion.names))
    var type: String?

    @Option(help: "Only jobs with this code in their error.")
    var errorCode: String?

    @Option(
        help: "Jobs in this state; may be given several times, or with commas. Default: dead_letter.",
        completion: .list(["failed", "dead_letter", "cancelled"]))
    var status: [String] = []

    @Option(help: "At most so many jobs, 1…1000. Default: 100.")
    var limit: Int?

    @Flag(help: "Change nothing: only say which jobs it would be.")
    var dryRun = false

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { client, output in
            let answer = try await client.retryDeadLetters(
                DeadLetterRetry(
                    jobType: type, errorCode: errorCode,
                    statuses: status.isEmpty ? nil : status.flatMap { $0.split(separator: ",").map(String.init) },
                    limit: limit, dryRun: dryRun))
            guard !options.json else { return try output.write(json: answer.bytes) }
            for id in answer.value.jobIDs { try output.write(line: TerminalText.clean(id)) }
            StandardError.say(Self.summary(of: answer.value))
        }
    }

    static func summary(of retried: RetriedJobs) -> String {
        let count = retried.jobIDs.count
        let jobs = count == 0 ? "no job" : count == 1 ? "1 job" : "\(count) jobs"
        let done = retried.dryRun ? "\(jobs) would be queued again" : "\(jobs) queued again"
        guard retried.more else { return done }
        return retried.dryRun ? "\(done); more match" : "\(done); more match: run the command again for them"
    }
}
