import Foundation

/// How long calls took.
struct Latencies: Sendable {
    private var seconds: [Double] = []

    var count: Int { seconds.count }

    mutating func add(_ duration: Duration) {
        seconds.append(duration.seconds)
    }

    mutating func add(_ others: Latencies) { seconds += others.seconds }

    /// Such as 0.99.
    func milliseconds(at quantile: Double) -> String {
        guard !seconds.isEmpty else { return "" }
        let sorted = seconds.sorted()
        let index = min(Int((Double(sorted.count) * quantile).rounded(.up)), sorted.count)
        return String(format: "%.2f", 1000 * sorted[max(0, index - 1)])
    }

    var longest: String { milliseconds(at: 1) }

    /// So many calls, one after the other.
    static func of(_ calls: Int, _ call: () async throws -> Void) async throws -> Latencies {
        var latencies = Latencies()
        for _ in 0..<calls {
            let start = ContinuousClock.now
            try await call()
            latencies.add(ContinuousClock.now - start)
        }
        return latencies
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
