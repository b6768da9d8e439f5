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

    package init(
        id: JobID, token: LeaseToken, type: String, maximumRetries: Int, retryDelayMilliseconds: Int,
        report: AttemptReport
    ) {
        self.id = id
        self.token = token
        self.type = type
        self.maximumRetries = maximumRetries
        self.retryDelayMilliseconds = retryDelayMilliseconds
        self.report = report
    }
}
