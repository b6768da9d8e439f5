import ArgumentParser
import Foundation

/// Shows answers: JSON as it came, or a few lines for people. Errors go to standard error.
struct JobPrinter {
    let json: Bool

    func show(_ answer: JobyardClient.Answer) {
        if json {
            print(String(decoding: answer.bytes, as: UTF8.self))
            return
        }
        let job = answer.job
        print("\(job.jobID)  \(job.jobType)  \(job.status)  attempt \(job.attempt)")
        if let error = job.error { print("  \(error.code): \(error.message)") }
        if let result = JSONMember.cut("result", from: answer.bytes) { print("  result: \(result)") }
    }

    /// Runs a client command; its error becomes a line on standard error and an exit code.
    static func reporting(_ body: () async throws(ClientError) -> Void) async throws {
        do {
            try await body()
        } catch {
            FileHandle.standardError.write(Data("jobyard: \(error)\n".utf8))
            throw ExitStatus.of(error)
        }
    }
}
