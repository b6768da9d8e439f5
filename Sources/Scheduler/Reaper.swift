import JobModel
import JobStore
import Logging
import ServiceLifecycle

/// Deletes rows of jobs that ended longer than their time to live ago.
package struct Reaper: Service {
    private let store: any JobStore
    private let timeToLive: Duration
    private let logger: Logger

    private static let interval = Duration.seconds(60)
    /// Small transactions, so that submissions are not held up.
    private static let page = 1000

    package init(store: any JobStore, timeToLive: Duration, logger: Logger) {
        self.store = store
        self.timeToLive = timeToLive
        self.logger = logger
    }

    package func run() async throws {
        await Periodically.every(Self.interval, named: "reaper", logger: logger) {
            let end = Timestamp.now() - timeToLive.components.seconds * 1000
            var reaped = 0
            repeat { reaped = try await store.reap(finishedBefore: end, limit: Self.page) } while reaped == Self.page
        }
    }
}
