import CoreMetrics
import Telemetry
import Testing

@Suite struct PrometheusRegistryTests {
    @Test func countersTakeFractionsAndNeverFall() {
        let registry = PrometheusRegistry()
        for amount in [0.25, 0.5, -1, .nan, .infinity, 0] {
            registry.makeFloatingPointCounter(label: "kilometres_total", dimensions: []).increment(by: amount)
        }
        #expect(registry.render() == "# TYPE kilometres_total counter\nkilometres_total 0.75\n")
    }

    @Test func rendersCountersGaugesAndHistograms() {
        let registry = PrometheusRegistry(help: ["jobs_total": "Jobs."])
        registry.makeCounter(label: "jobs_total", dimensions: [("type", "b\"\\\n")]).increment(by: 2)
        registry.makeCounter(label: "jobs_total", dimensions: [("type", "a")]).increment(by: 1)
        registry.makeCounter(label: "jobs_total", dimensions: [("type", "a")]).increment(by: 1)
        registry.makeRecorder(label: "queue.size", dimensions: [], aggregate: false).record(Int64(7))
        let seconds = registry.makeRecorder(label: "seconds", dimensions: [("x", "y")], aggregate: true)
        seconds.record(0.02)
        seconds.record(4000.0)
        let lines = registry.render().split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(4) == [
                "# HELP jobs_total Jobs.", "# TYPE jobs_total counter", "jobs_total{type=\"a\"} 2",
                "jobs_total{type=\"b\\\"\\\\\\n\"} 2",
            ])
        #expect(lines.contains("# TYPE queue_size gauge") && lines.contains("queue_size 7"))
        #expect(lines.contains("seconds_bucket{x=\"y\",le=\"0.01\"} 0"))
        #expect(lines.contains("seconds_bucket{x=\"y\",le=\"0.025\"} 1"))
        #expect(lines.contains("seconds_bucket{x=\"y\",le=\"+Inf\"} 2"))
        #expect(lines.contains("seconds_sum{x=\"y\"} 4000.02") && lines.contains("seconds_count{x=\"y\"} 2"))
    }
}
