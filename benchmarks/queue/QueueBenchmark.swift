import Foundation
import JobModel
import JobQueue
import Logging
import RedisClient
import TestSupport

/// Redis calls and microseconds a job, for each script that every job passes, by the size of the batch.
///
/// It starts a redis-server of its own, with an AOF (everysec).
@main struct QueueBenchmark {
    let queue: JobQueue
    let session: QueueSession

    static let batches = [1, 16, 64, 256]
    static let types = (1...5).map { "type-\($0)" }
    static let payload = Array(("{\"text\":\"" + String(repeating: "x", count: 89) + "\"}").utf8)
    /// docs/design.md, section 5: what Redis spends at batches of 64.
    static let designed = ["enqueue": 5, "lease": 9, "finish": 6, "forget": 3]
    static let worker = WorkerID("worker")

    static func main() async throws {
        let options = RedisServerProcess.Options(
            appendOnly: true,
            // A rewrite of the AOF would come at random.
            arguments: ["--appendfsync", "everysec", "--latency-tracking", "no", "--auto-aof-rewrite-percentage", "0"])
        try await withRedisServer(options) { server in
            let configuration = RedisConfiguration(address: .unixSocket(path: server.socketPath))
            let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
            let keys = QueueKeys()
            let connector = JobQueue.Connector(configuration: configuration, logger: logger) { connection in
                let opening = try await QueueOpening(connection, keys: keys)
                guard let session = try await opening.empty(as: 1, sequence: 0) else { throw QueueError.notOpen }
                try await opening.seal(session)
                return session
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await connector.run() }
                let session = try await connector.waitForCurrent(timeout: .seconds(10)).session
                let benchmark = QueueBenchmark(queue: JobQueue(keys: keys, connector: connector), session: session)
                try await benchmark.run()
                group.cancelAll()
            }
        }
    }

    private func run() async throws {
        print(
            "\(Timestamp.now()), \(Self.machine), AOF everysec, \(Self.payload.count)-byte payloads, \(Self.types.count) types"
        )
        print(row("batch", "script", "calls a job", "µs in scripts", "µs of processor", "design"))
        try await cycle(batch: 64, jobs: 2000, isShown: false)
        for batch in Self.batches { try await cycle(batch: batch, jobs: batch == 1 ? 4000 : 30_000, isShown: true) }
    }

    /// All jobs through each script in turn.
    private func cycle(batch: Int, jobs count: Int, isShown: Bool) async throws {
        let jobs = try newJobs(count)
        func measure(_ script: String, _ body: () async throws -> Void) async throws {
            try await RedisUsage.reset(session.connection)
            let before = try await RedisUsage.read(session.connection)
            try await body()
            let after = try await RedisUsage.read(session.connection)
            guard isShown else { return }
            let perJob = { (number: Int) in String(format: "%.2f", Double(number) / Double(count)) }
            print(
                row(
                    "\(batch)", script, perJob(after.calls), perJob(after.commandMicroseconds),
                    perJob(after.processorMicroseconds - before.processorMicroseconds),
                    batch == 64 ? Self.designed[script].map { "\($0)" } ?? "" : ""))
        }

        try await register()
        try await measure("enqueue") {
            for start in stride(from: 0, to: count, by: batch) {
                let lastMoment = session.now + JobQueue.pushWindowMilliseconds
                let pushes = jobs[start..<min(start + batch, count)].map { Push(job: $0, lastMoment: lastMoment) }
                _ = try await queue.enqueue(pushes, session: session)
            }
        }
        var leases: [[Lease]] = []
        try await measure("lease") { leases = try await leaseAll(batch: batch, count: count) }
        try await measure("finish") {
            for batch in leases { _ = try await queue.finish(batch.map(finished), of: Self.worker, session: session) }
        }
        var entries: [JobTransitionBatch] = []
        try await measure("read") { entries = try await readEvents() }
        try await measure("forget") {
            for entry in entries {
                let over = entry.transitions.filter(\.status.state.isFinal).map { ($0.id, $0.status.version) }
                guard !over.isEmpty else { continue }
                try await queue.forget(
                    Dictionary(uniqueKeysWithValues: over), recorded: entry.sequence, session: session)
            }
        }
    }

    private func newJobs(_ count: Int) throws -> [Job] {
        let ids = JobIDGenerator()
        return (0..<count).map { number in
            Job(
                id: ids.next(),
                specification: JobSpecification(
                    type: Self.types[number % Self.types.count], payload: Self.payload, maximumRetries: 3,
                    timeoutMilliseconds: 60_000),
                status: JobStatus(
                    lifecycle: JobLifecycle(state: .queued), version: JobVersion(epoch: 1, version: 1),
                    changedAt: .now()),
                createdAt: .now())
        }
    }

    private func register() async throws {
        let entry = WorkerEntry(
            host: "localhost", processID: 1, version: "0", types: Self.types, slots: 256, freeSlots: 256,
            startedAt: .now())
        let types = Self.types.map { JobType(name: $0, plugin: PluginIdentity(id: "p", version: "1", sha256: "")) }
        try await queue.register(Self.worker, entry: entry, types: types, session: session)
    }

    private func leaseAll(batch: Int, count: Int) async throws -> [[Lease]] {
        let requests = Self.types.map { LeaseRequest(type: $0, limit: batch, cancelGraceMilliseconds: 5000) }
        var leases: [[Lease]] = []
        var held = 0
        while held < count {
            let answer = try await queue.lease(
                Self.worker, requests: requests, count: batch, tokenPrefix: "\(Self.worker)/\(leases.count)",
                session: session)
            guard let taken = answer?.leases, !taken.isEmpty else { throw QueueError.malformed("a lease", "nothing") }
            leases.append(taken)
            held += taken.count
        }
        return leases
    }

    private func finished(_ lease: Lease) -> FinishedAttempt {
        FinishedAttempt(
            id: lease.id, token: lease.token, type: lease.specification.type,
            maximumRetries: lease.specification.maximumRetries, retryDelayMilliseconds: 0,
            report: AttemptReport(ending: .completed, result: Array("{}".utf8)))
    }

    private func readEvents() async throws -> [JobTransitionBatch] {
        let events = try await queue.events(of: session)
        var entries: [JobTransitionBatch] = []
        while true {
            let page = try await events.next(after: entries.last?.sequence ?? 0, limit: 100, wait: .milliseconds(1))
            if page.isEmpty { break }
            entries += page
        }
        await events.close()
        return entries
    }

    private static var machine: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model =
            text.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last ?? " unknown"
        return "\(ProcessInfo.processInfo.activeProcessorCount) ×\(model)"
    }

    private func row(_ columns: String...) -> String {
        let widths = [5, 8, 12, 14, 16, 7]
        return zip(columns, widths).enumerated().map { index, column in
            let padding = String(repeating: " ", count: max(0, column.1 - column.0.count))
            return index == 1 ? column.0 + padding : padding + column.0
        }.joined(separator: "  ")
    }
}
