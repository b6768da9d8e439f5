/// Exponential backoff: the n-th burned attempt waits `min(cap, base * factor^(n-1))`, of which jitter takes up to half.
package struct RetryPolicy: Sendable, Hashable {
    package var baseMilliseconds: Int
    package var factor: Double
    package var capMilliseconds: Int

    package static let standard = RetryPolicy(baseMilliseconds: 1000, factor: 2, capMilliseconds: 600_000)

    package init(baseMilliseconds: Int, factor: Double, capMilliseconds: Int) {
        self.baseMilliseconds = baseMilliseconds
        self.factor = factor
        self.capMilliseconds = capMilliseconds
    }

    /// Milliseconds to wait after the n-th burned attempt (from 1). `jitter` in 0…1: 0 takes half away, 1 nothing.
    package func delay(afterBurned burned: Int, jitter: Double) -> Int {
        var delay = Double(baseMilliseconds)
        let cap = Double(capMilliseconds)
        for _ in 1..<max(2, min(burned, 64)) where burned > 1 && delay < cap { delay *= factor }
        return Int((min(delay, cap) * (0.5 + 0.5 * jitter)).rounded())
    }

    package func delay(afterBurned burned: Int) -> Int {
        delay(afterBurned: burned, jitter: .random(in: 0...1))
    }
}
