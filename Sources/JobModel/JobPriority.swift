/// 0…10, higher first.
package struct JobPriority: Sendable, Hashable {
    package let level: Int

    package static let standard = JobPriority(unchecked: 5)
    package static let range = 0...10
    /// A job with a priority higher by one overtakes those that came up to so many milliseconds before it.
    package static let agingStepMilliseconds: Int64 = 10_000

    package init?(_ level: Int) {
        guard Self.range.contains(level) else { return nil }
        self.level = level
    }

    private init(unchecked level: Int) { self.level = level }

    /// The one number that orders waiting jobs: priority, first in first out and aging at once; the smallest goes
    /// first. The scripts compute the same.
    package func readyScore(readyAt: Timestamp) -> Int64 {
        readyAt.milliseconds - Int64(level) * Self.agingStepMilliseconds
    }
}
