import JobModel
import JobQueue
import JobStore
import Logging
import Metrics
import Scheduler
import ServiceLifecycle
import Synchronization

/// All job types ever advertised, with their schemas ready to use, and the live workers that offer them.
///
/// A service: each second it reads the registry in Redis, copies types that are new or changed to the record, and sets
/// the gauges. Reading is from memory, from any thread.
package final class JobTypeCatalog: Service {
    private let queue: JobQueue
    private let store: any JobStore
    private let logger: Logger
    private let snapshot = Mutex(JobTypeSnapshot())
    private let askedAt = Mutex<ContinuousClock.Instant?>(nil)

    private static let interval = Duration.seconds(1)
    /// A flood of unknown types must not become a flood of registry readings.
    private static let pauseBetweenQuestions = Duration.milliseconds(100)

    package init(queue: JobQueue, store: any JobStore, logger: Logger) {
        self.queue = queue
        self.store = store
        self.logger = logger
    }

    package var types: [KnownJobType] {
        snapshot.withLock { $0.types.values.sorted { $0.type.name < $1.type.name } }
    }

    /// The live workers, in the order of their starts.
    package var workers: [LiveWorker] {
        snapshot.withLock { $0.workers }.map { LiveWorker(id: $0.key, entry: $0.value) }
            .sorted { ($0.entry.startedAtMilliseconds, $0.id.text) < ($1.entry.startedAtMilliseconds, $1.id.text) }
    }

    /// Those of these types that no live worker has offered yet.
    func notYetOffered(_ names: [String]) -> [String] {
        snapshot.withLock { snapshot in names.filter { !snapshot.everOffered.contains($0) } }
    }

    /// A type by its name. One that is not known yet may have been registered a moment ago: Redis is asked once.
    package func type(_ name: String) async -> KnownJobType? {
        if let type = snapshot.withLock({ $0.types[name] }) { return type }
        guard JobType.isName(name), mayAsk() else { return nil }
        // Redis away: it stays unknown, and the loop tells.
        try? await refresh()
        return snapshot.withLock { $0.types[name] }
    }

    private func mayAsk() -> Bool {
        let now = ContinuousClock.now
        return askedAt.withLock { asked in
            if let asked, now - asked < Self.pauseBetweenQuestions { return false }
            asked = now
            return true
        }
    }

    package func run() async throws {
        await Periodically.every(Self.interval, on: queue, named: "the job type catalog", logger: logger) {
            try await self.refresh()
        }
    }

    /// Knows again what earlier servers knew: at the start, when Redis may be away.
    package func load() async throws { learn(try await store.jobTypes()) }

    private func refresh() async throws {
        let registry: QueueRegistry
        do {
            registry = try await queue.registry()
        } catch {
            snapshot.withLock { $0.forgetWorkers() }
            measure()
            throw error
        }
        // Known types go on being counted, whatever the record says to new ones.
        defer {
            snapshot.withLock { $0.count(registry) }
            measure()
        }
        let unknown = snapshot.withLock { $0.unknown(registry) }
        guard !unknown.isEmpty else { return }
        // The record first: a type that is known here is never unknown after a restart.
        try await store.remember(types: unknown)
        learn(unknown)
    }

    private func learn(_ types: [JobType]) {
        for (name, error) in snapshot.withLock({ $0.learn(types) }) {
            logger.error(
                "payloads of this type are not checked", metadata: ["job_type": "\(name)", "error": "\(error)"])
        }
    }

    private func measure() {
        for known in types {
            Gauge(label: "queue_size", dimensions: [("job_type", known.type.name)]).record(known.waiting)
        }
        Gauge(label: "active_workers").record(workers.count)
        Gauge(label: "unrecorded_entries").record(snapshot.withLock { $0.unrecordedEntries })
    }
}
