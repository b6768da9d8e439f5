import ArgumentParser

extension ClientOptions {
    /// Does one thing with each of several jobs, also after one for which it failed, and shows each. The worst exit status
    /// is that of the command.
    func run(each ids: [String], _ body: (JobyardClient, String) async throws -> Answer<JobView>) async throws {
        try await run { client, output in
            var worst = ExitStatus.success
            for id in ids {
                let answer: Answer<JobView>
                do {
                    answer = try await body(client, id)
                } catch let error as ClientError {
                    StandardError.say(error.naming(job: ids.count > 1 ? id : nil))
                    worst = max(worst, ExitStatus(error))
                    continue
                }
                if json {
                    try output.write(json: answer.bytes)
                } else {
                    try output.write(line: JobText.summary(of: answer.value))
                }
            }
            if worst != .success { throw worst.code }
        }
    }
}

extension ClientError {
    /// In words, for which of several jobs; nil: there is only one.
    fileprivate func naming(job id: String?) -> String {
        guard let id = id.map({ TerminalText.clean($0, maximumLength: 100) }), !description.contains(id) else {
            return description
        }
        return "job \(id): \(description)"
    }
}
