package struct LeaseAnswer: Sendable {
    package var leases: [Lease]
    /// More work is waiting than was asked for.
    package var more: Bool
    /// Broken ids that were dropped from the ready sets, or values that could not be read.
    package var dropped: Int

    package static let nothing = LeaseAnswer(leases: [], more: false, dropped: 0)
}
