import JobModel

/// When the Reconciler owes a row a look: whether its job reached Redis (design, section 5).
package struct LookSchedule: Sendable, Hashable {
    /// From the commit of a row to its look.
    package var delayMilliseconds: Int64
    /// A scheduled job due later than this from now waits in the database alone.
    package var nearMilliseconds: Int64
    /// How long a look belongs to the server that claimed it: as long as its push may take effect (JobQueue's push window).
    package var claimMilliseconds: Int64

    package static let standard = LookSchedule(
        delayMilliseconds: 30_000, nearMilliseconds: 600_000, claimMilliseconds: 10_000)

    /// Rows that a sweep takes at once: a raised epoch owes a look to every unfinished one, and they may be a million.
    static let sweepPage = 1000
    /// Below every id: where a sweep begins.
    static let sweepStart = JobID(high: 0, low: 0)

    package init(delayMilliseconds: Int64, nearMilliseconds: Int64, claimMilliseconds: Int64) {
        self.delayMilliseconds = delayMilliseconds
        self.nearMilliseconds = nearMilliseconds
        self.claimMilliseconds = claimMilliseconds
    }

    /// Later than this nobody has put off a look whose clock is right, but for scheduled rows: it is due at once.
    func latestLook(now: Timestamp) -> Timestamp { now + longestDelayMilliseconds }

    var longestDelayMilliseconds: Int64 {
        max(delayMilliseconds, claimMilliseconds) + Timestamp.clockDifferenceMilliseconds
    }

    /// The look at a row that is committed now.
    package func firstLook(at status: JobStatus, now: Timestamp) -> Timestamp {
        look(at: status, notBefore: now + delayMilliseconds)
    }

    /// Whether a job waits in the database alone for now.
    package func isFar(_ status: JobStatus, now: Timestamp) -> Bool { look(at: status, notBefore: now) > now }

    /// At the earliest then; a scheduled job is looked at when it comes near.
    func look(at status: JobStatus, notBefore earliest: Timestamp) -> Timestamp {
        guard status.state == .scheduled, !status.lifecycle.cancelRequested, let dueAt = status.dueAt else {
            return earliest
        }
        return max(earliest, dueAt - nearMilliseconds)
    }
}
