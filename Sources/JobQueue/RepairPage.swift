import JobModel

/// Where a round of repair stands: it goes through Redis page by page.
package struct RepairPage: Sendable, Hashable {
    var cursor: String
    var buriedCursor: String
    /// The jobs that were put right on this page.
    package var repaired: [JobID]

    /// The beginning of a round.
    package static let first = RepairPage(cursor: "0", buriedCursor: "0", repaired: [])

    /// Whether the round ended with this page.
    package var isLast: Bool { cursor == "0" }
}
