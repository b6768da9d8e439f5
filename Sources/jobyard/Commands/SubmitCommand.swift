import ArgumentParser
import Foundation

struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Submit a job.",
        discussion: "Exits with 0; 1: the job did not complete (--wait); 2: refused; 3: no server answers.")

    @Argument(help: "The job type, such as sleep.")
    var type: String

    @Option(help: "The payload, as JSON text. Default: {}.")
    var payload: String?

    @Option(help: "A file with the payload; - for standard input.")
    var file: String?

    @Option(help: "0…10, higher first.")
    var priority: Int?

    @Option(help: "Retries after failures that may pass.")
    var maxRetries: Int?

    @Option(help: "Seconds that one attempt may take; 0: no limit.")
    var timeout: Double?

    @Flag(help: "Wait until the job has ended, and show it.")
    var wait = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if payload != nil, file != nil { throw ValidationError("Give --payload or --file, not both.") }
    }

    func run() async throws {
        let job = JobyardClient.NewJob(
            jobType: type, payload: try readPayload(), priority: priority, maximumRetries: maxRetries,
            timeoutSeconds: timeout)
        let printer = JobPrinter(json: options.json)
        var last: JobyardClient.Answer?
        try await JobPrinter.reporting { () async throws(ClientError) in
            var answer = try await options.client.submit(job)
            if wait { answer = try await end(of: answer) }
            printer.show(answer)
            last = answer
        }
        if wait, last?.job.status != "completed" { throw ExitStatus.jobFailed }
    }

    private func end(of submitted: JobyardClient.Answer) async throws(ClientError) -> JobyardClient.Answer {
        var answer = submitted
        var pause = Duration.milliseconds(20)
        while !answer.job.isFinal {
            try? await Task.sleep(for: pause)
            pause = min(pause * 3 / 2, .seconds(1))
            answer = try await options.client.get(answer.job.jobID)
        }
        return answer
    }

    private func readPayload() throws -> String {
        guard let file else { return payload ?? "{}" }
        guard file != "-" else {
            return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("The file \(file) cannot be read.")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
