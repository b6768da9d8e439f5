import JobModel

/// What became of a submission.
package struct Insertion: Sendable, Hashable {
    package var job: Job
    /// Whether it made this row; false: an earlier submission with the same idempotency key did.
    package var isNew: Bool

    package init(job: Job, isNew: Bool) {
        self.job = job
        self.isNew = isNew
    }
}
