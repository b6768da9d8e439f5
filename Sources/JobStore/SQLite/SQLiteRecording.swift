import GRDB
import JobModel
import Logging

/// The transaction that brings stream entries into the record.
struct SQLiteRecording {
    let database: Database
    let logger: Logger

    func record(_ batches: [JobTransitionBatch], epoch: Int) throws -> RecordAnswer {
        let position = try SQLitePositionTable(database: database).read()
        let fresh: [JobTransitionBatch]
        switch position.fresh(of: batches, epoch: epoch) {
        case .success(let batches): fresh = batches
        case .failure(let refusal): return .refused(refusal)
        }
        if let last = fresh.last {
            try RecordHalving(logger: logger) { changes in
                try refusal(of: { for change in changes { try write(change) } })
            }.write(changes(in: fresh)[...])
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
