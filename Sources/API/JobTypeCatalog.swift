import JSONSchema
import JobModel
import JobQueue
import JobStore
import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// All job types ever advertised, with their schemas ready to use, and the live workers that offer them.
///
/// A service: each second it reads the registry in Redis, copies types that are new or changed to the record, and sets
/// the gauges. Reading is from memory, from any thread.
package final class JobTypeCatalog: Service {
    package struct Entry: Sendable {
        package let type: JobType
        package let payloadSchema: JSONSchema?
        /// Live workers that offer it; 0: jobs wait for a capable worker.
        package var workers: Int
        package var waiting: Int
    }

    fileprivate struct Snapshot {
        var entries: [String: Entry] = [:]
        var workers: [WorkerID: WorkerEntry] = [:]
        var askedAt: ContinuousClock.Instant?
    }

    private let queue: JobQueue
    private let store: any JobStore
    private let logger: Logger
    private let snapshot = Mutex(Snapshot())

    private static let interval = Duration.seconds(1)
    /// A flood of unknown types must not become a flood of registry readings.
    private static let pauseBetweenQuestions = Duration.milliseconds(100)

    package init(queue: JobQueue, store: any JobStore, logger: Logger) {
        self.queue = queue
        self.store = store
        self.logger = logger
    }

    package var entries: [Entry] {
        snapshot.withLock { $0.entries.values.sorted { $0.type.name < $1.type.name } }
    }

    /// The live workers, in the order of their starts.
    package var workers: [LiveWorker] {
        snapshot.withLock { $0.workers }.map { LiveWorker(id: $0.key, entry: $0.value) }
            .sorted { ($0.entry.startedAtMilliseconds, $0.id.text) < ($1.entry.startedAtMilliseconds, $1.id.text) }
    }

    /// The entry of a type. One that is not known yet may have been registered a moment ago: Redis is asked once.
    package func entry(_ name: String) async -> Entry? {
        if let entry = snapshot.withLock({ $0.entries[name] }) { return entry }
        guard JobType.isName(name) else { return nil }
        let now = ContinuousClock.now
        let mayAsk = snapshot.withLock { snapshot in
            if let asked = snapshot.askedAt, now - asked < Self.pauseBetweenQuestions { return false }
            snapshot.askedAt = now
            return true
        }
        if mayAsk { try? await refresh() }
        return snapshot.withLock { $0.entries[name] }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await self.refresh()
                } catch {
                    self.logger.debug("registry not read", metadata: ["error": "\(error)"])
                    self.snapshot.withLock { $0.forgetWorkers() }
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Knows again what earlier servers knew: at the start, when Redis may be away.
    package func load() async throws {
        let types = try await store.jobTypes()
        snapshot.withLock { $0.learn(types, logger: logger) }
    }

    package func refresh() async throws {
        let registry = try await queue.registry()
        let fresh = snapshot.withLock { snapshot in
            registry.types.filter { snapshot.entries[$0.name]?.type != $0 }
        }
        // The record first: a type that is known here is never unknown after a restart.
        if !fresh.isEmpty { try await store.remember(types: fresh) }
        snapshot.withLock { snapshot in
            snapshot.learn(fresh, logger: logger)
            snapshot.count(registry)
        }
        for entry in entries {
            Gauge(label: "queue_size", dimensions: [("job_type", entry.type.name)]).record(entry.waiting)
        }
        Gauge(label: "active_workers").record(registry.workers.count)
    }
}

extension JobTypeCatalog.Snapshot {
    fileprivate mutating func learn(_ types: [JobType], logger: Logger) {
        for type in types {
            var schema: JSONSchema?
            if let text = type.payloadSchema {
                do {
                    schema = try JSONSchema(Array(text.utf8))
                } catch {
                    // Its own worker compiled it before advertising: a newer Jobyard's keyword, which that worker knows.
                    logger.error(
                        "payloads of this type are not checked",
                        metadata: ["job_type": "\(type.name)", "error": "\(error)"])
                }
            }
            entries[type.name] = JobTypeCatalog.Entry(
                type: type, payloadSchema: schema, workers: entries[type.name]?.workers ?? 0,
                waiting: entries[type.name]?.waiting ?? 0)
        }
    }

    fileprivate mutating func count(_ registry: QueueRegistry) {
        workers = registry.workers
        for name in entries.keys {
            entries[name]?.workers = registry.workers.values.count { $0.types.contains(name) }
            entries[name]?.waiting = registry.waiting[name] ?? 0
        }
    }

    fileprivate mutating func forgetWorkers() {
        workers = [:]
        for name in entries.keys { entries[name]?.workers = 0 }
    }
}
