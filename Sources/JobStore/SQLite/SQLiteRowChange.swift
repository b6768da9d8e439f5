import GRDB
import JobModel

/// The transactions that change a row by themselves, beside what the Recorder brings: cancel and replay. Each compares the
/// version.
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
        let now = Timestamp.now()
        guard let job = try row(id, at: version)?.cancelled(epoch: try epoch, now: now) else { return nil }
        try table.update(id, to: job.recordRow, now: now)
        try SQLiteAttemptTable(database: database).closeAll(of: id, at: now)
        return job
    }

    func replay(_ id: JobID, at version: JobVersion, discardCheckpoint: Bool) throws -> Job? {
        let now = Timestamp.now()
        guard
            let job = try row(id, at: version)?.replayed(
                epoch: try epoch, now: now, discardCheckpoint: discardCheckpoint)
        else { return nil }
        try table.update(id, to: job.recordRow, now: now)
        try table.oweLook(id, at: looks.firstLook(at: job.status, now: now))
        return job
    }

    private func row(_ id: JobID, at version: JobVersion) throws -> Job? {
        try table.job(id).flatMap { $0.status.version == version ? $0 : nil }
    }

    private var epoch: Int {
        get throws { try SQLitePositionTable(database: database).read().epoch }
    }
}
