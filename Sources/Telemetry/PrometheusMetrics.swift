import Metrics
import Synchronization

/// Exact up to 2^53.
final class PrometheusCounter: CounterHandler, FloatingPointCounterHandler {
    private let total = Mutex(0.0)

    var value: String { total.withLock { $0 }.metricText }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    /// A counter never falls.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        total.withLock { $0 += amount }
    }

    func reset() { total.withLock { $0 = 0 } }
}

final class PrometheusGauge: RecorderHandler {
    private let latest = Mutex(0.0)

    var value: String { latest.withLock { $0 }.metricText }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { latest.withLock { $0 = value } }
}

extension Double {
    /// Whole numbers without a fraction.
    fileprivate var metricText: String { Int(exactly: self).map(String.init) ?? String(self) }
}

/// Seconds, in buckets from a millisecond to an hour.
final class PrometheusHistogram: RecorderHandler, TimerHandler {
    private struct Counts {
        var buckets = [Int](repeating: 0, count: PrometheusHistogram.bounds.count)
        var count = 0
        var sum = 0.0
    }

    static let bounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600,
    ]

    private let counts = Mutex(Counts())

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        counts.withLock { counts in
            for (index, bound) in Self.bounds.enumerated() where value <= bound { counts.buckets[index] += 1 }
            counts.count += 1
            counts.sum += value
        }
    }

    func lines(name: String, labels: String) -> String {
        let counts = counts.withLock { $0 }
        let inner = labels.isEmpty ? "" : labels.dropFirst().dropLast() + ","
        var text = ""
        for (bound, count) in zip(Self.bounds, counts.buckets) {
            text += "\(name)_bucket{\(inner)le=\"\(bound)\"} \(count)\n"
        }
        text += "\(name)_bucket{\(inner)le=\"+Inf\"} \(counts.count)\n"
        return text + "\(name)_sum\(labels) \(counts.sum)\n\(name)_count\(labels) \(counts.count)\n"
    }
}
