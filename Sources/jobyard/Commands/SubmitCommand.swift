import ArgumentParser

struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "submit", abstract: "Submit a job.")

    @Argument(help: "The job type, such as sleep.", completion: .custom(JobTypeCompletion.names))
    var type: String

    @Option(help: "The payload, as JSON text; - for standard input. Default: {}.")
    var payload: String?

    @Option(
        name: [.customLong("payload-file"), .customLong("file")],
        help: "A file with the payload; - for standard input.", completion: .file())
    var payloadFile: String?

    @Option(help: "0…10, higher first.")
    var priority: Int?

    @Option(help: "Retries after failures that may pass.")
    var maxRetries: Int?

    @Option(help: "Seconds that one attempt may take; 0: no limit.")
    var timeout: Double?

    @Flag(help: "Wait until the job has ended, with its progress on standard error. Ctrl-C leaves the job running.")
    var wait = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if payload != nil, payloadFile != nil {
            throw ValidationError("Give --payload or --payload-file, not both.")
        }
        if let timeout, !timeout.isFinite { throw ValidationError("--timeout must be a number of seconds.") }
    }

    func run() async throws {
        try await options.run { client, output in
            let job = NewJob(
                jobType: type, payload: try readPayload(), priority: priority, maximumRetries: maxRetries,
                timeoutSeconds: timeout)
            try await output.write(
                client.submit(job), waitingWith: wait ? JobWait(client: client) : nil, json: options.json)
        }
    }

    private static let standardInput: Int32 = 0
    /// What a server takes at most.
    private static let maximumPayload = 1 << 20

    private func readPayload() throws(PayloadError) -> String {
        if let payload, payload != "-" { return payload }
        guard let source = payloadFile ?? payload else { return "{}" }
        do throws(BoundedFile.Failure) {
            let bytes =
                source == "-"
                ? try BoundedFile.read(Self.standardInput, maximumBytes: Self.maximumPayload)
                : try BoundedFile.read(source, maximumBytes: Self.maximumPayload)
            guard let text = String(validating: bytes, as: UTF8.self) else { throw BoundedFile.Failure.notText }
            return text
        } catch {
            throw PayloadError(source: source, reason: error)
        }
    }
}
