import JobModel
import JobQueue
import JobStore
import Logging
import Scheduler
import ServiceLifecycle
import Synchronization

/// Jobs that Redis could not be told of while it was away, of their submission or of their cancel: when it is back, the
/// Reconciler looks at them at once. A courtesy, kept in memory: their rows are owed a look in any case.
package final class HastenedLooks: Service {
    private let queue: JobQueue
    private let store: any JobStore
    private let logger: Logger
    private let waiting = Mutex<[(id: JobID, notBefore: ContinuousClock.Instant)]>([])

    private static let maximum = 100_000
    private static let atOnce = 500
    private static let interval = Duration.seconds(1)

    init(queue: JobQueue, store: any JobStore, logger: Logger) {
        self.queue = queue
        self.store = store
        self.logger = logger
    }

    /// From any thread. Beyond a bound they wait for their looks.
    func add(_ id: JobID, notBefore moment: ContinuousClock.Instant) {
        waiting.withLock { waiting in if waiting.count < Self.maximum { waiting.append((id, moment)) } }
    }

    package func run() async throws {
        await Periodically.every(Self.interval, on: queue, named: "the hastening of looks", logger: logger) {
            _ = try self.queue.session()
            while case let first = self.due(), !first.isEmpty {
                try await self.store.hastenLooks(first)
                self.waiting.withLock { $0.removeFirst(first.count) }
            }
        }
    }

    /// Nearly in their order: what comes a little later waits for the one before it.
    private func due() -> [JobID] {
        let now = ContinuousClock.now
        return waiting.withLock { $0.prefix(Self.atOnce).prefix { $0.notBefore <= now }.map(\.id) }
    }
}
