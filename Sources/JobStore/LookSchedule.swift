import JobModel

/// When the Reconciler owes a row a look: whether its job reached Redis (design, section 5).
package struct LookSchedule: Sendable, Hashable {
    /// From the commit of a row to its look.
    package var delayMilliseconds: Int64
    /// A scheduled job due later than this from now waits in the database alone.
    package var nearMilliseconds: Int64

    package static let standard = LookSchedule(delayMilliseconds: 30_000, nearMilliseconds: 600_000)

    package init(delayMilliseconds: Int64, nearMilliseconds: Int64) {
        self.delayMilliseconds = delayMilliseconds
        self.nearMilliseconds = nearMilliseconds
    }

    /// Whether a job is due so late that Redis need not have it yet.
    package func isFar(_ status: JobStatus, now: Timestamp) -> Bool {
        guard status.state == .scheduled, let dueAt = status.dueAt else { return false }
        return dueAt - now > nearMilliseconds
    }

    /// Of a row committed now.
    package func firstLook(at status: JobStatus, now: Timestamp) -> Timestamp {
        max(now + delayMilliseconds, near(status) ?? now)
    }

    private func near(_ status: JobStatus) -> Timestamp? {
        status.state == .scheduled ? status.dueAt.map { $0 + -nearMilliseconds } : nil
    }
}
