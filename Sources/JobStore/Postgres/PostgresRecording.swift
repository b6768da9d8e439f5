import JobModel
import Logging

/// The transaction that brings stream entries into the record.
struct PostgresRecording {
    let transaction: PostgresTransaction
    let logger: Logger

    func record(_ batches: [JobTransitionBatch], epoch: Int) throws -> RecordAnswer {
        let position = transaction.position
        let fresh: [JobTransitionBatch]
        switch position.fresh(of: batches, epoch: epoch) {
        case .success(let batches): fresh = batches
        case .failure(let refusal): return .refused(refusal)
        }
        if let last = fresh.last {
            try apply(changes(in: fresh), end: [PostgresPosition.set(sequence: last.sequence)])
        }
        return .recorded(after: position.sequence, forgettable: RecordChange.forgettable(in: batches))
    }

    /// Of the jobs that have a row; the others were reaped.
    private func changes(in batches: [JobTransitionBatch]) throws -> [RecordChange] {
        let runs = RecordChange.runs(in: batches)
        let rows = try transaction.run([PostgresJobTable.lockRecordRows(runs.map(\.id))]).first?.map {
            (try $0.nextID(), try $0.nextRecordRow())
        }
        let known = Dictionary(rows ?? []) { first, _ in first }
        return runs.compactMap { run in
            known[run.id].map { RecordChange(of: run.id, transitions: run.transitions, onto: $0) }
        }
    }

    /// Writes all and commits, in one trip. Where the database refuses the contents, in parts.
    private func apply(_ changes: [RecordChange], end: [PostgresCommand]) throws {
        do {
            try transaction.commit([Self.savepoint] + write(changes[...]) + end)
        } catch PostgresFailure.refused(let refusal) where refusal.meaning == .contents {
            try RecordHalving(logger: logger, refusal: self.refusal)
                .halve(changes[...], refusedFor: refusal.message)
            try transaction.commit([Self.back] + end)
        }
    }

    /// After each part that was written stands another of this name, and the latest is the one that is gone back to.
    private static let savepoint = PostgresCommand("SAVEPOINT written")
    private static let back = PostgresCommand("ROLLBACK TO written")

    private func refusal(of changes: ArraySlice<RecordChange>) throws -> String? {
        do {
            _ = try transaction.run([Self.back] + write(changes) + [Self.savepoint])
            return nil
        } catch PostgresFailure.refused(let refusal) where refusal.meaning == .contents {
            return refusal.message
        }
    }

    private func write(_ changes: ArraySlice<RecordChange>) -> [PostgresCommand] {
        let rows = changes.compactMap { change in
            change.row.map { PostgresJobTable.ChangedRow(id: change.id, row: $0) }
        }
        return (rows.isEmpty ? [] : [PostgresJobTable.update(rows, now: transaction.now)])
            + PostgresAttemptTable.upsert(changes)
    }
}
