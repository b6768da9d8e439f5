import Logging
import PluginWire
import Synchronization

/// The counters of one plugin's own, on their way to the metrics. What a host sends may be the plugin's own words, so
/// nothing of them is taken on trust; and as a metric stays for as long as the worker lives, their number is bounded.
final class PluginCounters: Sendable {
    static let mostNames = 100

    private struct State {
        var names: Set<String> = []
        var hasWarned = false
    }

    private let state = Mutex(State())
    private let logger: Logger
    private let report: @Sendable (_ name: String, _ delta: Double) -> Void

    /// - Parameters:
    ///   - logger: with the plugin in its metadata.
    ///   - report: called on any thread.
    init(logger: Logger, report: @escaping @Sendable (_ name: String, _ delta: Double) -> Void) {
        self.logger = logger
        self.report = report
    }

    /// A counter has grown, or so the host says.
    func add(_ delta: Double, to name: String) {
        guard delta.isFinite, delta >= 0, PluginNames.isCounterName(name) else { return }
        let (isKnown, isFirstBeyond) = state.withLock { state in
            if state.names.contains(name) { return (true, false) }
            guard state.names.count < Self.mostNames else {
                defer { state.hasWarned = true }
                return (false, !state.hasWarned)
            }
            state.names.insert(name)
            return (true, false)
        }
        if isKnown { report(name, delta) }
        if isFirstBeyond {
            logger.warning(
                "a plugin has too many counters of its own: those beyond are left out",
                metadata: ["most": "\(Self.mostNames)", "first_left_out": "\(name)"])
        }
    }
}
