import JobModel
import JobQueue
import JobStore
import Logging
import ServiceLifecycle

/// Deletes rows of jobs that ended longer than their time to live ago, by this server's clock and by that of Redis: one of
/// them may have been set ahead.
package struct Reaper: Service {
    private let queue: JobQueue
    private let store: any JobStore
    private let timeToLive: Duration
    private let logger: Logger

    private static let interval = Duration.seconds(60)

    package init(queue: JobQueue, store: any JobStore, timeToLive: Duration, logger: Logger) {
        self.queue = queue
        self.store = store
        self.timeToLive = timeToLive
        self.logger = logger
    }

    package func run() async throws {
        await Periodically.every(Self.interval, on: queue, named: "reaper", logger: logger) { _ = try await reap() }
    }

    /// - Returns: how many rows it deleted.
    func reap() async throws -> Int {
        let now = min(Timestamp.now(), try queue.session().now)
        let end = now - timeToLive.components.seconds * 1000
        return try await store.reapAll(finishedBefore: end)
    }
}
