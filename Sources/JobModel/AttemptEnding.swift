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
