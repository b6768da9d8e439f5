import JobModel

/// What a cancel or a replay makes of a row by itself, beside what the Recorder brings: every rule, apart from any database.
/// Each leaps above anything that Redis may have made of the job meanwhile.
extension Job {
    /// nil: it is final.
    func cancelled(epoch: Int, now: Timestamp) -> Job? {
        guard !state.isFinal else { return nil }
        var job = self
        job.status.lifecycle.cancelRequested = true
        job.status.lifecycle.state = .cancelled
        job.leap(epoch: epoch, now: now)
        return job
    }

    /// nil: it is not one that can be replayed.
    func replayed(epoch: Int, now: Timestamp, discardCheckpoint: Bool) -> Job? {
        var job = self
        do {
            try job.status.lifecycle.apply(.replayed, maximumRetries: 0)
        } catch {
            return nil
        }
        job.status.dueAt = nil
        job.status.startedAt = nil
        job.status.token = nil
        job.failure = nil
        job.result = nil
        job.progress = nil
        if discardCheckpoint { job.checkpoint = nil }
        job.leap(epoch: epoch, now: now)
        return job
    }

    private mutating func leap(epoch: Int, now: Timestamp) {
        status.version = status.version.leaped(in: epoch)
        status.changedAt = now
    }

    /// What a recording may change of it.
    var recordRow: RecordChange.Row {
        RecordChange.Row(status: status, failure: failure, progress: progress, result: result, checkpoint: checkpoint)
    }
}
