import JobModel
import JobQueue

/// A worker with a fresh heartbeat, and what it says of itself.
package struct LiveWorker: Sendable, Hashable, Identifiable {
    package let id: WorkerID
    package let entry: WorkerEntry
}
