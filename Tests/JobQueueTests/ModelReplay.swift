import JobModel
import Logging
import RedisClient
import TestSupport
import Testing

@testable import JobQueue

/// Makes the calls of docs/model/sequences.py to a real queue, on a redis-server whose clock the steps set.
struct ModelReplay {
    let queue: JobQueue
    let clock: ProcessClock
    /// Of the calls of the epoch that Redis has; what is refused for its epoch closes its connection.
    let connection: RedisConnection
    let state: ModelState

    static let type = "echo"

    static func run(_ body: @Sendable (ModelReplay) async throws -> Void) async throws {
        let clock = try await ProcessClock()
        defer { clock.remove() }
        // Lua sorts as the locale says.
        let environment = clock.environment.merging(["LC_ALL": "C"]) { $1 }
        try await withRedisServer(RedisServerProcess.Options(environment: environment)) { server in
            let configuration = RedisConfiguration(address: .unixSocket(path: server.socketPath))
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let keys = QueueKeys()
            let connector = JobQueue.Connector(
                configuration: configuration, logger: logger, prepare: QueueUnderTest.open)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await connector.run() }
                _ = try await connector.waitForCurrent(timeout: .seconds(10))
                let connection = try await connector.connectAnother()
                try await body(
                    ModelReplay(
                        queue: JobQueue(keys: keys, connector: connector), clock: clock, connection: connection,
                        state: ModelState(connection: connection, keys: keys)))
                await connection.close()
                group.cancelAll()
            }
        }
    }

    /// Before the first step of a sequence.
    func begin() async throws {
        _ = try await connection.send(RedisCommand("FLUSHALL"))
    }

    /// Makes the call, and answers as the model does.
    func answer(_ step: ModelStep, stored epoch: Int) async throws -> String {
        guard step.epoch == epoch else {
            let other = try await queue.connector.connectAnother()
            do {
                let answer = try await answer(step.call, session: session(step.epoch, on: other))
                await other.close()
                return answer
            } catch QueueError.otherEpoch {
                await other.close()
                return "other epoch"
            }
        }
        return try await answer(step.call, session: session(epoch, on: connection))
    }

    private func session(_ epoch: Int, on connection: RedisConnection) -> QueueSession {
        QueueSession(connection: connection, keys: queue.keys, epoch: epoch, redisTime: .now())
    }

    private func answer(_ call: ModelStep.Call, session: QueueSession) async throws -> String {
        switch call {
        case .adopt(let opening): try await adopt(opening)
        case .empty(let opening): try await empty(opening)
        case .enqueue(let pushes):
            text(try await queue.enqueue(pushes.map(push), session: session).map(\.rawValue))
        case .register(let named):
            try await register(WorkerID(named.worker), session: session)
        case .deregister(let named):
            "\(try await queue.deregister(WorkerID(named.worker), entry: Self.entry, types: [Self.type], session: session))"
        case .heartbeat(let heartbeat): try await answer(heartbeat, session: session)
        case .lease(let lease): try await answer(lease, session: session)
        case .finish(let finished):
            text(
                try await queue.finish(
                    finished.attempts.map(attempt), of: WorkerID(finished.worker), session: session
                ).map(\.rawValue))
        case .cancel(let pairs): text(try await queue.cancel(pairs.map(request), session: session).map(\.rawValue))
        case .bury(let pairs): text(try await queue.bury(pairs.map(request), session: session).map(\.rawValue))
        case .promote: try await promote(session: session)
        case .recover: text(try await queue.recover().map(short).sorted())
        case .misplace(let misplaced): try await misplace(misplaced)
        case .repair: try await repair(session: session)
        case .look(let ids): try await look(ids, session: session)
        case .forget(let forgotten): try await forget(forgotten, session: session)
        }
    }

    // MARK: Opening

    private func adopt(_ opening: ModelStep.Opening) async throws -> String {
        let adopted = try await QueueOpening(connection, keys: queue.keys).adopt(as: opening.epoch)
        try await connect(inEpoch: opening.epoch)
        return adopted == nil ? "behind" : "adopted"
    }

    private func empty(_ opening: ModelStep.Opening) async throws -> String {
        let redis = try await QueueOpening(connection, keys: queue.keys)
        guard let session = try await redis.empty(as: opening.epoch, sequence: opening.sequence ?? 0) else {
            return "behind"
        }
        try await redis.seal(session)
        try await connect(inEpoch: opening.epoch)
        return "emptied"
    }

    /// For the calls that choose their session themselves.
    private func connect(inEpoch epoch: Int) async throws {
        if let session = try? queue.session(), session.epoch != epoch { queue.drop(session) }
        try await eventually("a session of epoch \(epoch)") { (try? queue.session())?.epoch == epoch }
    }

    // MARK: Arguments

    private func id(_ text: String) throws -> JobID { try #require(JobID(text)) }

    private func push(_ pushed: ModelStep.Pushed) throws -> Push {
        let life = JobLifecycle(
            state: try #require(JobState(rawValue: pushed.state)), attempt: pushed.attempt, burned: pushed.burned,
            crashes: pushed.crashes, losses: pushed.losses)
        let job = Job(
            id: try id(pushed.id),
            specification: JobSpecification(
                type: Self.type, payload: Array("{}".utf8), priority: try #require(JobPriority(pushed.priority)),
                maximumRetries: Self.maximumRetries, timeoutMilliseconds: pushed.limit),
            status: JobStatus(
                lifecycle: life, version: JobVersion(epoch: pushed.epoch, version: pushed.version),
                dueAt: pushed.due == 0 ? nil : Timestamp(milliseconds: pushed.due), changedAt: .now()),
            createdAt: .now())
        return Push(job: job, lastMoment: Timestamp(milliseconds: pushed.lastMoment))
    }

    private func attempt(_ attempt: ModelStep.Finished.Attempt) throws -> FinishedAttempt {
        FinishedAttempt(
            id: try id(attempt.id), token: LeaseToken(attempt.token), type: Self.type,
            maximumRetries: Self.maximumRetries, retryDelayMilliseconds: attempt.delay,
            report: AttemptReport(ending: try #require(AttemptEnding(rawValue: attempt.ending))))
    }

    private func request(_ pair: ModelStep.Pair) throws -> CancelRequest {
        CancelRequest(
            id: try id(pair.id), type: Self.type, version: JobVersion(epoch: pair.epoch, version: pair.version))
    }

    private static let maximumRetries = 3
    private static let entry = WorkerEntry(
        host: "h", processID: 1, version: "0", types: [type], slots: 4, freeSlots: 4,
        startedAt: Timestamp(milliseconds: 0))

    // MARK: Answers

    private func register(_ worker: WorkerID, session: QueueSession) async throws -> String {
        let type = JobType(name: Self.type, plugin: PluginIdentity(id: "p", version: "1", sha256: ""))
        try await queue.register(worker, entry: Self.entry, types: [type], session: session)
        return "-"
    }

    private func answer(_ heartbeat: ModelStep.Heartbeat, session: QueueSession) async throws -> String {
        let answer = try await queue.heartbeat(
            WorkerID(heartbeat.worker), entry: Self.entry, held: heartbeat.held, listLeases: heartbeat.listed,
            session: session, timeout: .seconds(10))
        guard let answer else { return "gone" }
        let leases = answer.leases.map { leases in text(leases.map { "\(short($0.id)) \($0.token)" }.sorted()) }
        return text([text(answer.cancelled.map(short).sorted()), leases ?? "-"])
    }

    private func answer(_ lease: ModelStep.Leased, session: QueueSession) async throws -> String {
        let request = LeaseRequest(
            type: Self.type, limit: lease.count, cancelGraceMilliseconds: JobType.standardCancelGraceMilliseconds)
        let answer = try await queue.lease(
            WorkerID(lease.worker), requests: [request], count: lease.count, tokenPrefix: lease.prefix, session: session
        )
        return answer.map { answer in text(answer.leases.map { "\(short($0.id)) \($0.token)" }) } ?? "gone"
    }

    private func promote(session: QueueSession) async throws -> String {
        let promotion = try await queue.promote(session: session)
        return text(["\(promotion.count)", promotion.nextDue.map { "\($0.milliseconds)" } ?? "-"])
    }

    /// As a bug would.
    private func misplace(_ misplaced: ModelStep.Misplaced) async throws -> String {
        let set = misplaced.place.hasPrefix("leased") ? misplaced.place : "\(misplaced.place):\(Self.type)"
        _ = try await connection.send(
            RedisCommand("ZREM", .string("\(queue.keys.tag):\(set)"), .string(misplaced.id)))
        return "-"
    }

    private func repair(session: QueueSession) async throws -> String {
        var page = try await queue.repair(after: .first, session: session)
        var repaired = page.repaired
        while !page.isLast {
            page = try await queue.repair(after: page, session: session)
            repaired += page.repaired
        }
        return text(repaired.map(short).sorted())
    }

    private func look(_ ids: [String], session: QueueSession) async throws -> String {
        let found = try await queue.look(try ids.map(id), session: session)
        return text(
            found.map { id, job in
                let version = job.status.version
                return "\(short(id)) \(job.status.state.rawValue) \(version.epoch) \(version.version)"
            }.sorted())
    }

    private func forget(_ forgotten: ModelStep.Forgotten, session: QueueSession) async throws -> String {
        let pairs = try forgotten.jobs.map {
            (try id($0.id), JobVersion(epoch: $0.epoch, version: $0.version))
        }
        try await queue.forget(
            Dictionary(uniqueKeysWithValues: pairs), recorded: forgotten.sequence, session: session)
        return "-"
    }

    private func short(_ id: JobID) -> String { String(id.description.suffix(6).drop { $0 == "0" }) }
    private func text(_ list: [String]) -> String { "[\(list.joined(separator: ", "))]" }
}
