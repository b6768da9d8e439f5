import JobModel

/// What came due in Redis.
package struct Promotion: Sendable, Hashable {
    package var count: Int
    /// In Redis TIME; nil: nothing is later. A moment that has passed: there is more to promote.
    package var nextDue: Timestamp?

    package init(count: Int, nextDue: Timestamp?) {
        self.count = count
        self.nextDue = nextDue
    }
}
