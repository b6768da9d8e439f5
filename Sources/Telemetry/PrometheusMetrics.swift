import Metrics
import Synchronization

final class PrometheusCounter: CounterHandler {
    private let total = Atomic<Int64>(0)

    var value: Int64 { total.load(ordering: .relaxed) }

    func increment(by amount: Int64) { total.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { total.store(0, ordering: .relaxed) }
}

final class PrometheusGauge: RecorderHandler {
    private let latest = Mutex(0.0)

    var value: String {
        let value = latest.withLock { $0 }
        return Int(exactly: value).map(String.init) ?? String(value)
    }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { latest.withLock { $0 = value } }
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
