import Foundation
import JobModel
import JobQueue
import JobStore
import Logging
import RedisClient
import Scheduler
import ServiceLifecycle
import TestSupport

/// The background half of a server: a record in SQLite, a real redis-server, and the services asked for.
struct ServerUnderTest: Sendable {
    let store: any JobStore
    let queue: JobQueue
    let redis: RedisServerProcess
    let alarm: RecordAlarm

    static let type = "echo"
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// `looks`: when rows are looked at after their commit; at once, unless said otherwise.
    static func run(
        looks: LookSchedule = LookSchedule(delayMilliseconds: 0, nearMilliseconds: 600_000, claimMilliseconds: 0),
        with background: [Background] = [], environment: [String: String] = [:],
        _ body: @Sendable (ServerUnderTest) async throws -> Void
    ) async throws {
        try await withRedisServer(RedisServerProcess.Options(appendOnly: true, environment: environment)) { redis in
            let folder = NSTemporaryDirectory() + "jobyard-scheduler-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let store = try await SQLiteJobStore.open(path: folder + "/jobs.db", looks: looks, logger: logger)
            let keys = QueueKeys()
            let alarm = RecordAlarm(keys: keys, logger: logger)
            let opener = QueueOpener(store: store, keys: keys, alarm: alarm, logger: logger)
            let connector = JobQueue.Connector(
                configuration: RedisConfiguration(address: .unixSocket(path: redis.socketPath)), logger: logger,
                prepare: opener.open)
            let server = ServerUnderTest(
                store: store, queue: JobQueue(keys: keys, connector: connector), redis: redis, alarm: alarm)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await connector.run() }
                for name in background { group.addTask { try await server.service(name).run() } }
                await server.queue.waitUntilOpen()
                try await body(server)
                group.cancelAll()
            }
            await store.close()
        }
    }

    enum Background {
        case recorder, reconciler, promoter
    }

    private func service(_ name: Background) -> any Service {
        switch name {
        case .recorder:
            return Recorder(queue: queue, store: store, alarm: alarm, logger: Self.logger)
        case .reconciler:
            return Reconciler(queue: queue, store: store, alarm: alarm, logger: Self.logger)
        case .promoter:
            return Promoter(queue: queue, logger: Self.logger)
        }
    }

    func insert(runAt: Timestamp? = nil) async throws -> Job {
        try await store.insert(
            NewJob(
                id: Self.identifiers.next(),
                specification: JobSpecification(
                    type: Self.type, payload: Array("{}".utf8), maximumRetries: 0, timeoutMilliseconds: 0),
                runAt: runAt)
        ).job
    }

    func push(_ job: Job) async throws {
        let session = try queue.session()
        _ = try await queue.enqueue([Push(job: job, lastMoment: session.now + 10_000)], session: session)
    }

    /// Runs the next waiting job to this end. nil: nothing waits.
    func work(
        _ ending: AttemptEnding, worker: WorkerID = WorkerID("w1"), call: Int = 1, keeping checkpoint: [UInt8]? = nil
    ) async throws -> JobID? {
        guard let lease = try await lease(worker: worker, call: call) else { return nil }
        let attempt = FinishedAttempt(
            id: lease.id, token: lease.token, type: Self.type, maximumRetries: 0, retryDelayMilliseconds: 0,
            report: AttemptReport(ending: ending, result: ending == .completed ? Array("1".utf8) : nil),
            checkpoint: checkpoint)
        _ = try await queue.finish([attempt], of: worker, session: queue.session())
        return lease.id
    }

    /// Takes the next waiting job. nil: nothing waits.
    func lease(worker: WorkerID = WorkerID("w1"), call: Int = 1) async throws -> Lease? {
        let session = try queue.session()
        let entry = WorkerEntry(
            host: "h", processID: 1, version: "0", types: [Self.type], slots: 1, freeSlots: 1, startedAt: .now())
        try await queue.register(
            worker, entry: entry,
            types: [JobType(name: Self.type, plugin: PluginIdentity(id: "p", version: "1", sha256: ""))],
            session: session)
        let answer = try await queue.lease(
            worker, requests: [LeaseRequest(type: Self.type, limit: 1, cancelGraceMilliseconds: 0)], count: 1,
            tokenPrefix: "\(worker)/\(call)", session: session)
        return answer?.leases.first
    }

    private static let identifiers = JobIDGenerator()
}
