import JobModel

/// The end of one attempt, on its way to Redis.
package struct FinishedAttempt: Sendable, Hashable {
    package var id: JobID
    package var token: LeaseToken
    package var type: String
    package var maximumRetries: Int
    /// Before the next attempt, where there is one.
    package var retryDelayMilliseconds: Int
    package var report: AttemptReport
    /// What the attempt kept last for the next one; nil: nothing, so what was kept before stays.
    package var checkpoint: [UInt8]?

    package init(
        id: JobID, token: LeaseToken, type: String, maximumRetries: Int, retryDelayMilliseconds: Int,
        report: AttemptReport, checkpoint: [UInt8]? = nil
    ) {
        self.id = id
        self.token = token
        self.type = type
        self.maximumRetries = maximumRetries
        self.retryDelayMilliseconds = retryDelayMilliseconds
        self.report = report
        self.checkpoint = checkpoint
    }

    /// Of the result and the checkpoint.
    package var byteCount: Int { (report.result?.count ?? 0) + (checkpoint?.count ?? 0) }
}
