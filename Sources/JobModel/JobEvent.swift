/// What can happen to a job. ``JobLifecycle/apply(_:maximumRetries:)`` says what becomes of it.
package enum JobEvent: Sendable, Hashable {
    /// A scheduled or retrying job has come due.
    case becameDue
    /// A worker took it: one attempt begins.
    case leased
    /// The attempt under the current lease ended.
    case finished(AttemptEnding)
    /// The worker that held the lease is gone.
    case workerLost
    case cancelRequested
    /// Somebody wants a failed, dead-lettered or cancelled job to run again.
    case replayed
}

/// How one attempt ended, as far as the life of the job depends on it. The raw value is its name in Redis.
package enum AttemptEnding: String, Sendable, CaseIterable {
    case completed
    /// Permanent: no retry helps.
    case failed
    /// Transient: retried while retries are left.
    case transient
    /// The handler took its plugin host with it: burns a retry and counts towards poison.
    case crashed
    /// The handler did not end in time: burns a retry.
    case timedOut = "timed_out"
    case cancelled
    /// The attempt did not take place, or not to its end, through no fault of the job: uncounted.
    case handedBack = "handed_back"
}
