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
