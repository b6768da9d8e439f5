/// How many lines of a plugin reach the log: a bucket of tokens that fills by so many a second. Lines beyond are
/// dropped and counted, never waited for.
struct LineRate: Sendable {
    static let linesPerSecond = 100.0
    static let burst = 500.0

    private var tokens = LineRate.burst
    private var filledAt: UInt64
    private var dropped = 0
    private var toldAt: UInt64?

    /// - Parameter now: nanoseconds of a monotonic clock.
    init(now: UInt64) { filledAt = now }

    /// Whether a line may pass now, and how many lines before it did not; that is told once a second at most.
    mutating func admit(now: UInt64) -> (passes: Bool, dropped: Int) {
        tokens = min(Self.burst, tokens + Double(now - min(now, filledAt)) * Self.linesPerSecond / 1e9)
        filledAt = now
        guard tokens >= 1 else {
            dropped += 1
            return (false, 0)
        }
        tokens -= 1
        if let toldAt, now - min(now, toldAt) < 1_000_000_000 { return (true, 0) }
        if dropped > 0 { toldAt = now }
        defer { dropped = 0 }
        return (true, dropped)
    }

    mutating func count(dropped more: Int) { dropped += more }
}
