import JobModel

/// The workers with a fresh heartbeat, and the job types.
package struct QueueRegistry: Sendable, Hashable {
    package var workers: [WorkerID: WorkerEntry]
    /// Every type that was registered in this Redis; alive are those which `workers` offer.
    package var types: [JobType]
    /// Waiting jobs by type: ready, and later.
    package var waiting: [String: Int]
    /// Entries of the events stream: what the record has not heard of yet.
    package var unrecordedEntries = 0
}
