import JobModel
import JobQueue

/// A row that was committed a moment ago.
struct CommittedRow: Sendable {
    let job: Job
    /// A moment before its commit: however long this process stood still since, its push comes too late after the window.
    let since: ContinuousClock.Instant

    /// Its last moment is counted from then, however long it waited for its batch.
    func push(_ session: QueueSession) -> Push {
        let waited = (ContinuousClock.now - since) / Duration.milliseconds(1)
        return Push(job: job, lastMoment: session.now + (JobQueue.pushWindowMilliseconds - Int64(waited)))
    }
}
