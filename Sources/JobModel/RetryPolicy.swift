/// Exponential backoff: the n-th burned attempt waits `min(cap, base * factor^(n-1))`, of which jitter takes up to
/// half.
package struct RetryPolicy: Sendable, Hashable {
    package var baseMilliseconds: Int
    /// In thousandths, the unit of the plugin ABI: 2000 doubles the wait with each attempt.
    package var factorThousandths: Int
    package var capMilliseconds: Int

    package static let standard = RetryPolicy(baseMilliseconds: 1000, factor: 2, capMilliseconds: 600_000)
    private static let largestFactor = Double(UInt32.max) / 1000

    package init(baseMilliseconds: Int, factorThousandths: Int, capMilliseconds: Int) {
        self.baseMilliseconds = baseMilliseconds
        self.factorThousandths = factorThousandths
        self.capMilliseconds = capMilliseconds
    }

    /// The factor is rounded to thousandths. One that is out of bounds becomes the nearest within them, one that is no
    /// number 1: it may come from a database or from another process.
    package init(baseMilliseconds: Int, factor: Double, capMilliseconds: Int) {
        let bounded = factor.isNaN ? 1 : min(max(factor, 0), Self.largestFactor)
        self.init(
            baseMilliseconds: baseMilliseconds, factorThousandths: Int((bounded * 1000).rounded()),
            capMilliseconds: capMilliseconds)
    }

    package var factor: Double { Double(factorThousandths) / 1000 }

    /// Milliseconds to wait after the n-th burned attempt (from 1). `jitter` in 0…1: 0 takes half away, 1 nothing.
    package func delay(afterBurned burned: Int, jitter: Double) -> Int {
        var delay = Double(baseMilliseconds)
        let cap = min(Double(capMilliseconds), Self.longestMilliseconds)
        for _ in 1..<max(2, min(burned, 64)) where burned > 1 && delay < cap { delay *= factor }
        return Int((max(0, min(delay, cap)) * (0.5 + 0.5 * jitter)).rounded())
    }

    /// So that every delay is an Int, whatever the cap.
    private static let longestMilliseconds = Double(1 << 52)

    package func delay(afterBurned burned: Int) -> Int {
        delay(afterBurned: burned, jitter: .random(in: 0...1))
    }
}
