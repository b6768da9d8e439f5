import JobModel
import JobQueue
import Synchronization

/// The latest progress of running jobs, on its way to Redis: only the newest of each job is worth sending.
final class ProgressNotes: Sendable {
    private struct Note {
        var id: JobID
        var progress: JobProgress
    }

    private let pending = Mutex<[LeaseToken: Note]>([:])
    private let signal = Signal()

    /// From any thread; never waits.
    func put(_ progress: JobProgress, of lease: Lease) {
        pending.withLock { $0[lease.token] = Note(id: lease.id, progress: progress) }
        signal.raise()
    }

    /// Sends what has gathered, at most ten times a second. Progress is a courtesy: what cannot be sent is dropped.
    func send(to queue: JobQueue) async {
        for await _ in signal.turns {
            let notes = pending.withLock { pending in
                defer { pending = [:] }
                return pending
            }
            try? await queue.note(notes.map { ($0.value.id, $0.key, $0.value.progress) })
            try? await Task.sleep(for: .milliseconds(100))
        }
    }
}
