import JobModel

/// The names of all keys. One hash tag, so that every transition is atomic on a cluster too.
package struct QueueKeys: Sendable, Hashable {
    let tag: String

    package init(namespace: String = "jobyard") { tag = "{\(namespace)}" }

    /// Layout version, epoch, run_id, seq of the last stream entry, when it was opened, when recovery last looked.
    package var meta: String { "\(tag):meta" }
    /// id → what never changes.
    var jobs: String { "\(tag):jobs" }
    /// id → what changes.
    var live: String { "\(tag):live" }
    /// id → progress.
    var notes: String { "\(tag):notes" }
    /// id → what an attempt kept for the next one.
    var checkpoints: String { "\(tag):checkpoints" }
    /// id → pair and time of what was cancelled while it waited, or was not there.
    var buried: String { "\(tag):buried" }
    /// Worker ids by last heartbeat.
    var workers: String { "\(tag):workers" }
    /// worker → its pools and free slots.
    var registry: String { "\(tag):registry" }
    /// name → job type.
    var types: String { "\(tag):types" }
    /// Transitions for the record.
    var events: String { "\(tag):events" }

    /// Waiting ids by score.
    func ready(_ type: String) -> String { "\(tag):ready:\(type)" }
    /// Scheduled and retrying ids by due time.
    func later(_ type: String) -> String { "\(tag):later:\(type)" }
    /// Idle workers that want this type.
    func waiting(_ type: String) -> String { "\(tag):waiting:\(type)" }
    /// The ids that a worker holds, by deadline.
    func leased(_ worker: WorkerID) -> String { "\(tag):leased:\(worker)" }
    /// The ids that a worker should cancel.
    func cancel(_ worker: WorkerID) -> String { "\(tag):cancel:\(worker)" }
    /// The channel that wakes a worker.
    func wake(_ worker: WorkerID) -> String { wakePrefix + worker.text }
    var wakePrefix: String { "\(tag):wake:" }
    var everything: String { "\(tag):*" }
}
