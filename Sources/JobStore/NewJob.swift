import JobModel

/// A submission that passed every check, on its way to the record.
package struct NewJob: Sendable, Hashable {
    package var id: JobID
    package var specification: JobSpecification
    /// Not before; nil or past: at once.
    package var runAt: Timestamp?
    package var idempotencyKey: IdempotencyKey?

    package init(
        id: JobID, specification: JobSpecification, runAt: Timestamp? = nil, idempotencyKey: IdempotencyKey? = nil
    ) {
        self.id = id
        self.specification = specification
        self.runAt = runAt
        self.idempotencyKey = idempotencyKey
    }
}

extension Job {
    /// As a submission enters the record.
    init(_ submission: NewJob, epoch: Int, now: Timestamp) {
        let runAt = submission.runAt.flatMap { $0 > now ? $0 : nil }
        self.init(
            id: submission.id, specification: submission.specification,
            status: JobStatus(
                lifecycle: JobLifecycle(state: runAt == nil ? .queued : .scheduled),
                version: JobVersion(epoch: epoch, version: 1), dueAt: runAt, changedAt: now),
            // Not `now`: what a list by time finds is found by its id.
            createdAt: submission.id.timestamp, idempotencyKey: submission.idempotencyKey?.text)
    }
}
