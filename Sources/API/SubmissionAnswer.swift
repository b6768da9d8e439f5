import JobModel

package struct SubmissionAnswer: Sendable {
    package var job: Job
    /// Whether an earlier submission with the same idempotency key had made it.
    package var isReplayed: Bool

    package init(job: Job, isReplayed: Bool) {
        self.job = job
        self.isReplayed = isReplayed
    }
}
