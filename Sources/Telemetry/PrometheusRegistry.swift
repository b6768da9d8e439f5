import Metrics
import Synchronization

/// The backend of swift-metrics that `GET /metrics` renders, in Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
///
/// Any thread. Counters, gauges and histograms; a recorder with `aggregate`, and a timer, become histograms of seconds.
package final class PrometheusRegistry: MetricsFactory {
    private struct Series: Hashable {
        let name: String
        let labels: String
    }

    private let counters = Mutex<[Series: PrometheusCounter]>([:])
    private let gauges = Mutex<[Series: PrometheusGauge]>([:])
    private let histograms = Mutex<[Series: PrometheusHistogram]>([:])
    private let help: [String: String]

    /// `help`: what each metric means, by name.
    package init(help: [String: String] = [:]) { self.help = help }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> PrometheusCounter {
        counters.withLock { $0.value(at: Self.series(label, dimensions), default: PrometheusCounter()) }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let series = Self.series(label, dimensions)
        return aggregate
            ? histograms.withLock { $0.value(at: series, default: PrometheusHistogram()) }
            : gauges.withLock { $0.value(at: series, default: PrometheusGauge()) }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histograms.withLock { $0.value(at: Self.series(label, dimensions), default: PrometheusHistogram()) }
    }

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    package func render() -> String {
        var text = ""
        render(counters.withLock { $0 }, kind: "counter", into: &text) { "\($0)\($1) \($2.value)\n" }
        render(gauges.withLock { $0 }, kind: "gauge", into: &text) { "\($0)\($1) \($2.value)\n" }
        render(histograms.withLock { $0 }, kind: "histogram", into: &text) { $2.lines(name: $0, labels: $1) }
        return text
    }

    private func render<Metric>(
        _ metrics: [Series: Metric], kind: String, into text: inout String, line: (String, String, Metric) -> String
    ) {
        for (name, series) in Dictionary(grouping: metrics, by: \.key.name).sorted(by: { $0.key < $1.key }) {
            if let help = help[name] { text += "# HELP \(name) \(help)\n" }
            text += "# TYPE \(name) \(kind)\n"
            for (key, metric) in series.sorted(by: { $0.key.labels < $1.key.labels }) {
                text += line(name, key.labels, metric)
            }
        }
    }

    private static func series(_ label: String, _ dimensions: [(String, String)]) -> Series {
        let labels = dimensions.map { "\(sanitized($0.0))=\"\(escaped($0.1))\"" }.joined(separator: ",")
        return Series(name: sanitized(label), labels: labels.isEmpty ? "" : "{\(labels)}")
    }

    private static func sanitized(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" || $0 == ":" ? $0 : "_" })
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }
}

extension Dictionary {
    fileprivate mutating func value(at key: Key, default new: @autoclosure () -> Value) -> Value {
        if let value = self[key] { return value }
        let value = new()
        self[key] = value
        return value
    }
}
