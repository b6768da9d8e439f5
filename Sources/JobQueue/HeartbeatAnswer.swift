import JobModel

package struct HeartbeatAnswer: Sendable {
    package var cancelled: [JobID]
    /// All leases of the worker; nil where the numbers agree and nobody asked.
    package var leases: [ListedLease]?

    package init(cancelled: [JobID], leases: [ListedLease]?) {
        self.cancelled = cancelled
        self.leases = leases
    }
}
