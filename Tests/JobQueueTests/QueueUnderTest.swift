import JobModel
import Logging
import RedisClient
import TestSupport
import Testing

@testable import JobQueue

/// A queue on a real redis-server, opened with epoch 1, and what the tests do to it again and again.
struct QueueUnderTest {
    let queue: JobQueue
    let connection: RedisConnection
    let session: QueueSession
    let worker = WorkerID("w1")

    static let type = "echo"

    /// As a server would that has a fresh record.
    @Sendable static func open(_ connection: RedisConnection) async throws -> QueueSession {
        let opening = try await QueueOpening(connection, keys: QueueKeys())
        if let session = opening.session { return session }
        let session = try #require(try await opening.empty(as: 1, sequence: 0))
        try await opening.seal(session)
        return session
    }

    static func run(_ body: @Sendable (QueueUnderTest) async throws -> Void) async throws {
        try await withRedisServer { server in
            let configuration = RedisConfiguration(address: .unixSocket(path: server.socketPath))
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let keys = QueueKeys()
            let connector = JobQueue.Connector(configuration: configuration, logger: logger, prepare: open)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await connector.run() }
                let current = try await connector.waitForCurrent(timeout: .seconds(10))
                try await body(
                    QueueUnderTest(
                        queue: JobQueue(keys: keys, connector: connector), connection: current.connection,
                        session: current.session))
                group.cancelAll()
            }
        }
    }

    func job(
        id: JobID? = nil, type: String = Self.type, priority: Int = 5, state: JobState = .queued, due: Timestamp? = nil,
        life: JobLifecycle? = nil, timeoutMilliseconds: Int = 60_000, version: Int = 1
    ) throws -> Job {
        Job(
            id: id ?? JobIDGenerator.forTests.next(),
            specification: JobSpecification(
                type: type, payload: Array("{\"a\": 1}".utf8), priority: try #require(JobPriority(priority)),
                maximumRetries: 3, timeoutMilliseconds: timeoutMilliseconds),
            status: JobStatus(
                lifecycle: life ?? JobLifecycle(state: state), version: JobVersion(epoch: 1, version: version),
                dueAt: due, changedAt: .now()), createdAt: .now())
    }

    @discardableResult
    func push(_ jobs: Job..., after milliseconds: Int64 = 10_000) async throws -> [PushAnswer] {
        try await queue.enqueue(
            jobs.map { Push(job: $0, lastMoment: session.now + milliseconds) }, session: session)
    }

    func register(types: [String] = [Self.type], as worker: WorkerID? = nil) async throws {
        let types = types.map { JobType(name: $0, plugin: PluginIdentity(id: "p", version: "1", sha256: "")) }
        try await queue.register(worker ?? self.worker, entry: entry, types: types, session: session)
    }

    var entry: WorkerEntry {
        WorkerEntry(
            host: "h", processID: 1, version: "0", types: [Self.type], slots: 4, freeSlots: 4, startedAt: .now())
    }

    func lease(
        _ count: Int = 1, types: [String] = [Self.type], limit: Int = 100, as worker: WorkerID? = nil, call: Int = 1
    ) async throws -> LeaseAnswer? {
        let worker = worker ?? self.worker
        // On a busy machine the test may be slower than a worker may be; one that was given up stays so.
        _ = try await connection.send(
            RedisCommand(
                "ZADD", .string(queue.keys.workers), "XX", .integer(Int(session.now.milliseconds)),
                .string(worker.text)))
        return try await queue.lease(
            worker, requests: types.map { LeaseRequest(type: $0, limit: limit, cancelGraceMilliseconds: 5000) },
            count: count, tokenPrefix: "\(worker)/\(call)", session: session)
    }

    func finish(_ lease: Lease, _ ending: AttemptEnding, delay: Int = 0) async throws -> FinishAnswer? {
        try await queue.finish(
            [
                FinishedAttempt(
                    id: lease.id, token: lease.token, type: lease.specification.type,
                    maximumRetries: lease.specification.maximumRetries, retryDelayMilliseconds: delay,
                    report: AttemptReport(ending: ending))
            ], of: lease.token.worker, session: session
        ).first
    }

    /// Where a job is: the names of the sets that hold it.
    func places(_ id: JobID, type: String = Self.type) async throws -> Set<String> {
        var places: Set<String> = []
        let keys = queue.keys
        for (name, key) in [
            ("ready", keys.ready(type)), ("later", keys.later(type)), ("leased", keys.leased(worker)),
        ] {
            let score = try await connection.send(RedisCommand("ZSCORE", .string(key), .string(id.description)))
            if score != .null { places.insert(name) }
        }
        return places
    }

    /// All that the record would learn. Over the connection of the scripts, as nothing else goes on meanwhile.
    var events: QueueEvents { QueueEvents(connection, keys: queue.keys) }

    func status(_ id: JobID) async throws -> JobStatus? { try await queue.look([id])[id]?.status }

    /// Makes `live` say something else of a job than its scripts would.
    func overwrite(_ job: Job, _ change: (inout JobStatus) -> Void) async throws {
        var live = LiveText(job)
        live.status = try #require(try await status(job.id))
        change(&live.status)
        _ = try await connection.send(
            RedisCommand("HSET", .string(queue.keys.live), .string(job.id.description), .string(live.text)))
    }

    /// As if Redis had been opened, and the worker had last been heard of, so long ago, while somebody looked all the time.
    func pass(milliseconds: Int, of worker: WorkerID) async throws {
        let then = Int(session.now.milliseconds) - milliseconds
        _ = try await connection.send(
            RedisCommand(
                "HSET", .string(queue.keys.meta), "opened", .integer(then - 60_000), "recovered",
                .integer(Int(session.now.milliseconds))))
        _ = try await connection.send(
            RedisCommand("ZADD", .string(queue.keys.workers), .integer(then), .string(worker.text)))
    }
}

extension JobIDGenerator {
    static let forTests = JobIDGenerator()
}
