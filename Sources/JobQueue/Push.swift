import JobModel

/// A job whose row is committed, on its way to Redis.
package struct Push: Sendable, Hashable {
    package var job: Job
    /// In Redis TIME: afterwards the push is refused, so that none arrives out of the past.
    package var lastMoment: Timestamp

    package init(job: Job, lastMoment: Timestamp) {
        self.job = job
        self.lastMoment = lastMoment
    }
}
