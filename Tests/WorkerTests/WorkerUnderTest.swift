import Foundation
import JobModel
import JobQueue
import Logging
import NIOPosix
import PluginRuntime
import RedisClient
import TestSupport
import Worker

/// A worker with a plugin of its own and real plugin hosts, on a real redis-server.
struct WorkerUnderTest: Sendable {
    let queue: JobQueue
    let session: QueueSession
    let runtime: PluginRuntime

    static func run(plugin source: String, _ body: @Sendable (WorkerUnderTest) async throws -> Void) async throws {
        try await withRedisServer { redis in
            let folder = NSTemporaryDirectory() + "jobyard-worker-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder + "/plugins", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try compile(source, to: folder + "/plugins/plugin.so")
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let keys = QueueKeys()
            let connector = JobQueue.Connector(
                configuration: RedisConfiguration(address: .unixSocket(path: redis.socketPath)), logger: logger
            ) { connection in
                let opening = try await QueueOpening(connection, keys: keys)
                if let session = opening.session { return session }
                guard let session = try await opening.empty(as: 1, sequence: 0) else { throw QueueError.otherEpoch }
                try await opening.seal(session)
                return session
            }
            let runtime = PluginRuntime(
                configuration: PluginRuntimeConfiguration(
                    hostExecutable: hostExecutable, pluginDirectories: [folder + "/plugins"],
                    dataDirectory: folder + "/data"), eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                logger: logger)
            try await runtime.load()
            let queue = JobQueue(keys: keys, connector: connector)
            let worker = Worker(
                configuration: WorkerConfiguration(
                    host: "test", version: "0", pool: Pool(slots: 2), drainTimeout: .zero),
                queue: queue, runtime: runtime, logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await connector.run() }
                let session = try await connector.waitForCurrent(timeout: .seconds(10)).session
                group.addTask { try await worker.run() }
                try await body(WorkerUnderTest(queue: queue, session: session, runtime: runtime))
                group.cancelAll()
            }
        }
    }

    private static let hostExecutable: String = {
        // The tests run in a process of the toolchain or of the package: the build folder is in its arguments.
        let folders = CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
        let candidates = folders.map { $0.appendingPathComponent("jobyard-plugin-host").path }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/jobyard-plugin-host-not-found"
    }()

    private static func compile(_ source: String, to file: String) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let include = tests.appendingPathComponent("../../plugin-sdk/include").standardized.path
        let compiler = try Process.run(
            URL(fileURLWithPath: "/usr/bin/cc"),
            arguments: [
                "-shared", "-fPIC", "-I", include, "-o", file, tests.appendingPathComponent("Plugins/\(source)").path,
            ])
        compiler.waitUntilExit()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }

    /// Submits a job of the plugin's.
    func push(_ type: String) async throws -> JobID {
        let job = Job(
            id: Self.identifiers.next(),
            specification: JobSpecification(
                type: type, payload: Array("{}".utf8), maximumRetries: 3, timeoutMilliseconds: 0,
                retryPolicy: RetryPolicy(baseMilliseconds: 1, factor: 1, capMilliseconds: 1)),
            status: JobStatus(
                lifecycle: JobLifecycle(state: .queued), version: JobVersion(epoch: 1, version: 1), changedAt: .now()),
            createdAt: .now())
        _ = try await queue.enqueue([Push(job: job, lastMoment: session.now + 10_000)], session: session)
        return job.id
    }

    func state(of id: JobID) async throws -> JobState? { try await queue.look([id])[id]?.status.state }

    /// All that the record would learn, in order.
    func transitions() async throws -> [JobTransition] {
        let events = try await queue.events(of: session)
        let transitions = try await events.next(after: 0, limit: 100, wait: .seconds(1)).flatMap(\.transitions)
        await events.close()
        return transitions
    }

    private static let identifiers = JobIDGenerator()
}
