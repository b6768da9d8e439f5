extension StandardOutput {
    /// Writes a job: at once, or at its end, which then decides the exit status.
    func write(_ answer: Answer<JobView>, waitingWith wait: JobWait?, json: Bool) async throws {
        let shown = try await wait?.endShowingProgress(of: answer) ?? answer
        if json {
            try write(json: shown.bytes)
        } else {
            for line in JobText.lines(of: shown) { try write(line: line) }
        }
        if wait != nil, !shown.value.isCompleted { throw ExitStatus.failed.code }
    }
}
