import JobStore
import Logging
import Synchronization

/// Why requests are refused that rest on the record: the log has it, each reason once a minute, for clients are not told.
final class RefusalLog: Sendable {
    private let logger: Logger
    private let last = Mutex<(error: JobStoreError, at: ContinuousClock.Instant)?>(nil)

    private static let pause = Duration.seconds(60)

    init(logger: Logger) { self.logger = logger }

    func tell(_ error: JobStoreError, now: ContinuousClock.Instant = .now) {
        let isNew = last.withLock { last in
            if let last, last.error == error, now - last.at < Self.pause { return false }
            last = (error, now)
            return true
        }
        if isNew { logger.warning("requests are refused", metadata: ["error": "\(error)"]) }
    }
}
