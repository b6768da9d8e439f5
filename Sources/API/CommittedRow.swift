import JobModel
import JobQueue

/// A row that was committed a moment ago.
struct CommittedRow: Sendable {
    let job: Job
    let committed = ContinuousClock.now

    /// Its last moment is counted from its own commit, however long it waited for its batch.
    func push(_ session: QueueSession) -> Push {
        let waited = (ContinuousClock.now - committed) / Duration.milliseconds(1)
        return Push(job: job, lastMoment: session.now + (JobQueue.pushWindowMilliseconds - Int64(waited)))
    }
}
