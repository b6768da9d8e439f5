import JobModel
import JobQueue
import JobStore

/// Carries out the cancel of a job whose row bears the flag, wherever the job is (docs/design.md, section 5, Cancels).
/// Repeating it repeats it: the API does it at once, the Reconciler where the API could not.
package struct Cancellation: Sendable {
    package enum Outcome: Sendable, Hashable {
        /// It will not start any more: its row is cancelled, or will be when the record has heard of it.
        case cancelled
        /// It runs, and its worker hears of it.
        case flagged
        /// It ended before.
        case over
        /// The row changed meanwhile: read it and ask again.
        case changed
    }

    private let queue: JobQueue
    private let store: any JobStore

    package init(queue: JobQueue, store: any JobStore) {
        self.queue = queue
        self.store = store
    }

    /// - Parameter row: as it was read after the session was there.
    package func carryOut(_ row: Job, session: QueueSession) async throws -> Outcome {
        switch try await queue.cancel([CancelRequest(row)], session: session).first {
        case .cancelled: return .cancelled
        case .flagged: return .flagged
        case .final: return .over
        case .absent, nil: break
        }
        var cancelled: Job? = row
        if row.state != .cancelled { cancelled = try await store.cancel(row.id, at: row.status.version) }
        guard let cancelled else { return .changed }
        let answer = try await queue.bury([CancelRequest(cancelled)], session: session).first
        return answer == .flagged ? .flagged : .cancelled
    }
}
