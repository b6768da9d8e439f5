import JobQueue
import Logging
import Metrics
import Synchronization

/// Tells the operator that nothing is recorded because the record is older than Redis, for as long as that lasts: in the log
/// at once and every minute, in `recorder_stopped`, and in `GET /health`.
///
/// Nobody but an operator knows which of the two is right. Until then nothing is emptied, forgotten or accepted.
package final class RecordAlarm: Sendable {
    private struct State {
        var fault: OlderRecord?
        var toldAt: ContinuousClock.Instant?
    }

    private let keys: QueueKeys
    private let logger: Logger
    private let state = Mutex(State())

    private static let pauseBetweenLines = Duration.seconds(60)

    package init(keys: QueueKeys, logger: Logger) {
        self.keys = keys
        self.logger = logger
        measure(nil)
    }

    /// What was found, and what an operator can do; nil: all is well.
    package var reason: String? {
        state.withLock { $0.fault }.map { fault in
            "\(fault). Restore the database that belongs to this Redis; or, to go on with this one and give up what happened "
                + "since, delete the key \(keys.meta) in Redis: it is then emptied and filled from the database"
        }
    }

    /// Said again and again while it lasts.
    func raise(_ fault: OlderRecord, now: ContinuousClock.Instant = .now) {
        let isToTell = state.withLock { state in
            let isOld = state.fault == fault && state.toldAt.map { now - $0 < Self.pauseBetweenLines } ?? false
            state = State(fault: fault, toldAt: isOld ? state.toldAt : now)
            return !isOld
        }
        measure(fault)
        if isToTell { logger.critical("nothing is recorded", metadata: ["reason": "\(reason ?? "")"]) }
    }

    func clear() {
        let wasRaised = state.withLock { state in
            defer { state = State() }
            return state.fault != nil
        }
        guard wasRaised else { return }
        measure(nil)
        logger.notice("the record goes on")
    }

    private func measure(_ fault: OlderRecord?) {
        for kind in OlderRecord.Kind.allCases {
            let gauge = Gauge(label: "recorder_stopped", dimensions: [("reason", kind.rawValue)])
            gauge.record(kind == fault?.kind ? 1 : 0)
        }
    }
}
