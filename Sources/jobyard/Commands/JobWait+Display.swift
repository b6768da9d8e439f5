import UnixSignals

extension JobWait {
    /// Waits and shows the job's progress on standard error. Ctrl-C ends the waiting, not the job.
    func endShowingProgress(of submitted: Answer<JobView>) async throws -> Answer<JobView> {
        let id = TerminalText.clean(submitted.value.jobID)
        let ended: Answer<JobView>?
        do {
            ended = try await withThrowingTaskGroup(of: Answer<JobView>?.self) { group in
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sigint) { return nil }
                    return nil
                }
                group.addTask {
                    var display = ProgressDisplay()
                    defer { display.end() }
                    return try await end(of: submitted) { display.show($0) }
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch {
            StandardError.say("waiting for job \(id) ended; the job goes on: `jobyard get \(id) --wait` waits again")
            throw error
        }
        guard let ended else {
            StandardError.say("job \(id) goes on: `jobyard get \(id)` shows it, with --wait until its end")
            throw ExitStatus.interrupted.code
        }
        return ended
    }
}
