import Logging
import Synchronization
import Testing

@testable import PluginRuntime

/// Counters as a plugin would send them that writes to its host's socket.
@Suite struct PluginCountersTests {
    private final class Sums: Sendable {
        let values = Mutex<[String: Double]>([:])
    }

    private func counters(_ log: RecordedLog = RecordedLog()) -> (PluginCounters, Sums) {
        let sums = Sums()
        let counters = PluginCounters(logger: log.logger) { name, delta in
            sums.values.withLock { $0[name, default: 0] += delta }
        }
        return (counters, sums)
    }

    @Test func onlyNamesAndNumbersThatCanBeMetricsPass() {
        let (counters, sums) = counters()
        counters.add(1.5, to: "mails_total")
        counters.add(0, to: "mails_total")
        counters.add(1, to: String(repeating: "n", count: 64))
        for name in ["", "Mails", "mails total", "mails{a=\"b\"}", "mäils", String(repeating: "n", count: 65)] {
            counters.add(1, to: name)
        }
        for delta in [-1, Double.nan, Double.infinity, -Double.infinity] { counters.add(delta, to: "mails_total") }
        #expect(sums.values.withLock { $0 } == ["mails_total": 1.5, String(repeating: "n", count: 64): 1])
    }

    @Test func theNumberOfNamesIsBoundedAndThatIsSaidOnce() {
        let log = RecordedLog()
        let (counters, sums) = counters(log)
        for round in 0..<2 {
            for index in 0..<150 { counters.add(1, to: "name_\(index)") }
            #expect(sums.values.withLock { $0.count } == PluginCounters.mostNames, "round \(round)")
        }
        #expect(sums.values.withLock { $0["name_99"] } == 2)
        #expect(log.lines.map { $0.metadata["first_left_out"] } == ["name_100"])
    }
}
