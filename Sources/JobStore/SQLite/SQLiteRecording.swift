import GRDB
import JobModel
import Logging

/// The transaction that brings stream entries into the record.
struct SQLiteRecording {
    let database: Database
    let logger: Logger

    func record(_ batches: [JobTransitionBatch], epoch: Int) throws -> RecordAnswer {
        let position = try SQLitePositionTable(database: database).read()
        guard position.epoch == epoch else { return .refused(.otherEpoch(stored: position.epoch)) }
        let fresh = batches.filter { $0.sequence > position.sequence }
        for (batch, expected) in zip(fresh, (position.sequence + 1)...) where batch.sequence != expected {
            return .refused(.gap(expected: expected, found: batch.sequence))
        }
        if let last = fresh.last {
            try apply(changes(in: fresh)[...])
            try SQLitePositionTable(database: database).set(sequence: last.sequence)
        }
        return .recorded(after: position.sequence, forgettable: RecordChange.forgettable(in: batches))
    }

    /// Of the jobs that have a row; the others were reaped.
    private func changes(in batches: [JobTransitionBatch]) throws -> [RecordChange] {
        let table = SQLiteJobTable(database: database)
        return try RecordChange.runs(in: batches).compactMap { run in
            try table.recordRow(run.id).map { RecordChange(of: run.id, transitions: run.transitions, onto: $0) }
        }
    }

    /// Writes changes together. Where the database refuses the contents they are halved, down to the one job that is
    /// the reason: it is recorded as unrecordable, and the stream goes on.
    private func apply(_ changes: ArraySlice<RecordChange>) throws {
        guard let reason = try refusal(of: { for change in changes { try write(change) } }) else { return }
        if changes.count > 1 {
            let middle = changes.startIndex + changes.count / 2
            try apply(changes[..<middle])
            try apply(changes[middle...])
        } else if let change = changes.first {
            try applyUnrecordable(change, reason: reason)
        }
    }

    private func applyUnrecordable(_ change: RecordChange, reason: String) throws {
        logger.error("a job cannot be recorded", metadata: ["job_id": "\(change.id)", "reason": "\(reason)"])
        guard let unrecordable = change.unrecordable(reason: reason) else { return }
        if let reason = try refusal(of: { try write(unrecordable) }) {
            logger.error(
                "its row cannot even say so and stays as it was",
                metadata: ["job_id": "\(change.id)", "reason": "\(reason)"])
        }
    }

    private func write(_ change: RecordChange) throws {
        if let row = change.row { try SQLiteJobTable(database: database).update(change.id, to: row, now: .now()) }
        for attempt in change.attempts { try SQLiteAttemptTable(database: database).upsert(attempt, of: change.id) }
    }

    /// Does it within a savepoint.
    /// - Returns: why the database refused the contents, after which nothing of it was done; nil: it is done.
    private func refusal(of writes: () throws -> Void) throws -> String? {
        do {
            try database.inSavepoint {
                try writes()
                return .commit
            }
            return nil
        } catch let error as DatabaseError {
            guard case .refused(let reason) = JobStoreError(error) else { throw error }
            return reason
        }
    }
}
