/// Waits for a job's end, asking again and again; bears a server that is away for a while.
struct JobWait: Sendable {
    let client: JobyardClient

    private static let longestAbsence = Duration.seconds(60)
    private static let firstPause = Duration.milliseconds(20)
    private static let longestPause = Duration.seconds(1)

    /// `onLook` is shown every answer, the last one too; nil: none came, and the server is asked again.
    func end(of submitted: Answer<JobView>, onLook: (JobView?) -> Void) async throws -> Answer<JobView> {
        var answer = submitted
        var pause = Self.firstPause
        var lastAnswer = ContinuousClock.now
        onLook(answer.value)
        while !answer.value.isFinal {
            try await Task.sleep(for: pause)
            pause = min(pause * 3 / 2, Self.longestPause)
            do {
                answer = try await client.job(submitted.value.jobID)
                lastAnswer = .now
                onLook(answer.value)
            } catch {
                guard error.isTemporary, ContinuousClock.now - lastAnswer < Self.longestAbsence else { throw error }
                onLook(nil)
            }
        }
        return answer
    }
}
