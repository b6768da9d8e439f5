/// One change of one job's state in Redis, on its way to the record.
package struct JobTransition: Sendable, Hashable {
    package let id: JobID
    /// After the change. Its lease is that of the attempt which began or ended.
    package var status: JobStatus
    /// Only where a worker ended an attempt.
    package var report: AttemptReport?

    package init(id: JobID, status: JobStatus, report: AttemptReport? = nil) {
        self.id = id
        self.status = status
        self.report = report
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

/// One entry of the events stream: what one script did, in order.
package struct JobTransitionBatch: Sendable, Hashable {
    /// The entry's number: without gaps within an epoch, and on from the record's where a new epoch begins.
    package let sequence: Int
    package var transitions: [JobTransition]

    package init(sequence: Int, transitions: [JobTransition]) {
        self.sequence = sequence
        self.transitions = transitions
    }
}

/// How far the record has come.
package struct RecordPosition: Sendable, Hashable {
    package var epoch: Int
    package var sequence: Int

    package init(epoch: Int, sequence: Int) {
        self.epoch = epoch
        self.sequence = sequence
    }
}
