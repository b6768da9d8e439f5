import GRDB
import JobModel

/// The transactions that change a row by themselves, beside what the Recorder brings: cancel and replay. Each compares the
/// version, and leaps above anything that Redis may have made of the job meanwhile.
struct SQLiteRowChange {
    let database: Database
    let looks: LookSchedule

    private var table: SQLiteJobTable { SQLiteJobTable(database: database) }

    func requestCancel(_ id: JobID) throws -> Job? {
        guard var job = try table.job(id) else { return nil }
        guard !job.state.isFinal else { return job }
        try table.setCancelRequested(id)
        try table.oweAnotherLook(id, at: .now() + looks.delayMilliseconds)
        job.status.lifecycle.cancelRequested = true
        return job
    }

    func cancel(_ id: JobID, at version: JobVersion) throws -> Job? {
        guard var job = try table.job(id), job.status.version == version, !job.state.isFinal else { return nil }
        let now = Timestamp.now()
        job.status.lifecycle.cancelRequested = true
        job.status.lifecycle.state = .cancelled
        try write(&job, now: now)
        try SQLiteAttemptTable(database: database).closeAll(of: id, at: now)
        return job
    }

    func replay(_ id: JobID, at version: JobVersion, discardCheckpoint: Bool) throws -> Job? {
        guard var job = try table.job(id), job.status.version == version else { return nil }
        do {
            try job.status.lifecycle.apply(.replayed, maximumRetries: 0)
        } catch {
            return nil
        }
        let now = Timestamp.now()
        job.status.dueAt = nil
        job.status.startedAt = nil
        job.status.token = nil
        job.failure = nil
        job.result = nil
        job.progress = nil
        if discardCheckpoint { job.checkpoint = nil }
        try write(&job, now: now)
        try table.oweLook(id, at: looks.firstLook(at: job.status, now: now))
        return job
    }

    private func write(_ job: inout Job, now: Timestamp) throws {
        let epoch = try SQLitePositionTable(database: database).read().epoch
        job.status.version = job.status.version.leaped(in: epoch)
        job.status.changedAt = now
        let row = RecordChange.Row(
            status: job.status, failure: job.failure, progress: job.progress, result: job.result,
            checkpoint: job.checkpoint)
        try table.update(job.id, to: row, now: now)
    }
}
