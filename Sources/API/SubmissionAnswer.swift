import JobModel

package struct SubmissionAnswer: Sendable {
    package var job: Job
    /// Whether an earlier submission with the same idempotency key had made it.
    package var isRepeated: Bool

    package init(job: Job, isRepeated: Bool) {
        self.job = job
        self.isRepeated = isRepeated
    }
}
