/// Whether the worker's counter still moves, as its host sees it.
package struct WorkerPulse: Sendable, Hashable {
    /// A worker whose counter stands still for so long has lost its leases: nothing may run for it.
    package static let standstillMilliseconds: Int64 = 10_000

    private var counter: UInt64
    private var changedAt: Int64

    /// - Parameter now: milliseconds of the boot-time clock, which goes on while the machine sleeps.
    package init(counter: UInt64, now: Int64) {
        self.counter = counter
        changedAt = now
    }

    /// Takes a look at the counter. True: it has stood still for too long.
    package mutating func standsStill(counter: UInt64, now: Int64) -> Bool {
        if counter != self.counter {
            self.counter = counter
            changedAt = now
            return false
        }
        return now - changedAt >= Self.standstillMilliseconds
    }
}
