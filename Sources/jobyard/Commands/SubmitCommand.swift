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

    @Option(help: "Not before this time, such as 2026-01-05T10:00:00Z (RFC 3339).")
    var runAt: String?

    @Option(help: "Not before so many seconds have passed.")
    var delay: Double?

    @Option(help: "1…255 printable ASCII characters: submitting with the same key again gives the same job.")
    var idempotencyKey: String?

    @Option(help: "Seconds to wait after the first failed attempt.")
    var retryBase: Double?

    @Option(help: "How many times longer each wait is than the one before.")
    var retryFactor: Double?

    @Option(help: "Seconds that no wait exceeds.")
    var retryCap: Double?

    @Flag(help: "Wait until the job has ended, with its progress on standard error. Ctrl-C leaves the job running.")
    var wait = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if payload != nil, payloadFile != nil {
            throw ValidationError("Give --payload or --payload-file, not both.")
        }
        if runAt != nil, delay != nil { throw ValidationError("Give --run-at or --delay, not both.") }
        let numbers = [
            ("--timeout", timeout), ("--delay", delay), ("--retry-base", retryBase), ("--retry-factor", retryFactor),
            ("--retry-cap", retryCap),
        ]
        for (name, number) in numbers where number?.isFinite == false {
            throw ValidationError("\(name) must be a finite number.")
        }
    }

    func run() async throws {
        try await options.run { client, output in
            let job = NewJob(
                jobType: type, payload: try readPayload(), priority: priority, maximumRetries: maxRetries,
                timeoutSeconds: timeout, runAt: runAt, delaySeconds: delay, retryPolicy: retryPolicy,
                idempotencyKey: idempotencyKey)
            let submitted = try await client.submit(job)
            if submitted.isRepeated {
                StandardError.say("a job was submitted with this idempotency key before: this is that job")
            }
            try await output.write(
                submitted, waitingWith: wait ? JobWait(client: client) : nil, json: options.json)
        }
    }

    /// nil: nothing is said of it.
    private var retryPolicy: NewJob.RetryPolicy? {
        let policy = NewJob.RetryPolicy(baseSeconds: retryBase, factor: retryFactor, capSeconds: retryCap)
        return policy == NewJob.RetryPolicy() ? nil : policy
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
