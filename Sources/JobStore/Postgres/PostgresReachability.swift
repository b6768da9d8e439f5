/// Whether PostgreSQL can be reached, and if not, who may try when: one at a time, later each time, while all others are
/// refused at once. A pure value.
struct PostgresReachability: Sendable {
    private enum State {
        case reachable
        case away(reason: JobStoreError, failures: Int, nextTry: ContinuousClock.Instant, isTrying: Bool)
    }

    private var state = State.reachable

    static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(2)

    /// - Returns: nil: go ahead; else why not.
    mutating func ask(now: ContinuousClock.Instant) -> JobStoreError? {
        guard case .away(let reason, let failures, let nextTry, let isTrying) = state else { return nil }
        guard !isTrying, now >= nextTry else { return reason }
        state = .away(reason: reason, failures: failures, nextTry: nextTry, isTrying: true)
        return nil
    }

    /// - Returns: whether it was away.
    mutating func succeeded() -> Bool {
        defer { state = .reachable }
        if case .away = state { return true }
        return false
    }

    /// Who tried found out neither: another may try at once.
    mutating func gaveUp() {
        guard case .away(let reason, let failures, let nextTry, _) = state else { return }
        state = .away(reason: reason, failures: failures, nextTry: nextTry, isTrying: false)
    }

    /// - Parameter jitter: in 0...1; the pause is half to all of its length, so that servers do not come in step.
    /// - Returns: whether it was reachable before.
    mutating func failed(_ reason: JobStoreError, now: ContinuousClock.Instant, jitter: Double) -> Bool {
        var failures = 1
        if case .away(_, let before, _, _) = state { failures = min(before + 1, 10) }
        let pause = min(Self.longestPause, Self.firstPause * (1 << (failures - 1)))
        state = .away(
            reason: reason, failures: failures, nextTry: now + pause * (0.5 + jitter / 2), isTrying: false)
        return failures == 1
    }
}
