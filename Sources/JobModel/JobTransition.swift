/// One change of one job's state in Redis, on its way to the record.
package struct JobTransition: Sendable, Hashable {
    package let id: JobID
    /// After the change. Its token is that of the attempt which began or ended.
    package var status: JobStatus
    /// Only where a worker ended an attempt.
    package var report: AttemptReport?
    /// What the attempt that ended kept last for the next one; nil: what was kept before stays. An empty one takes an
    /// earlier one's place, and is none.
    package var checkpoint: [UInt8]?

    package init(id: JobID, status: JobStatus, report: AttemptReport? = nil, checkpoint: [UInt8]? = nil) {
        self.id = id
        self.status = status
        self.report = report
        self.checkpoint = checkpoint
    }

    /// What the record shows as the job's error after this change.
    package var failure: JobFailure? {
        if let report { return report.failure }
        return status.state == .deadLetter
            ? JobFailure(
                code: "worker_lost", message: "its worker was lost \(status.lifecycle.losses) times while it ran")
            : nil
    }
}
