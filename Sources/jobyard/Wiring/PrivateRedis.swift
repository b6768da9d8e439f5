import ChildProcesses
import Foundation
import Logging
import NIOCore
import NIOPosix
import RedisClient
import ServiceLifecycle

/// A redis-server of our own, for `jobyard up` without REDIS_HOST: on a unix socket under DATA_DIR, with an AOF.
/// Kept alive while we run, and stopped with us.
struct PrivateRedis: Service {
    let directory: String
    let logger: Logger

    /// sun_path holds 108 bytes with its NUL.
    private static let maximumSocketPath = 107
    private static let stopTimeout = TimeAmount.seconds(10)
    private static let maximumWords = 4 << 10

    var socket: String { directory + "/redis.sock" }
    var address: RedisAddress { .unixSocket(path: socket) }

    init(dataDirectory: String, logger: Logger) throws(ConfigurationError) {
        directory = dataDirectory + "/redis"
        self.logger = logger
        guard socket.utf8.count <= Self.maximumSocketPath else {
            throw ConfigurationError(
                "DATA_DIR", value: dataDirectory,
                allowed: "a shorter path: a unix socket's may have \(Self.maximumSocketPath) bytes")
        }
        do {
            try Folder.make(directory)
        } catch {
            throw ConfigurationError(
                "DATA_DIR", value: dataDirectory, allowed: "a folder that can be written: \(error)")
        }
    }

    func run() async throws {
        await stopLeftover()
        while true {
            switch await serve() {
            case .stopped: return
            case .ended(let reason):
                logger.error(
                    "redis-server ended; starting it again",
                    metadata: ["reason": "\(reason)", "log": "\(directory)/redis.log"])
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Waits until it takes commands.
    func waitUntilReady() async {
        while !Task.isCancelled {
            if let connection = try? await connect() {
                await connection.close()
                return
            }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private enum End: Sendable {
        case ended(String)
        case stopped
    }

    /// Runs one redis-server until it ends or we are to stop.
    private func serve() async -> End {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let spawned: SpawnedProcess
        do {
            let plan = ProcessPlan(
                executable: try Self.executable(), arguments: arguments, environment: BareEnvironment.make())
            spawned = try await NIOThreadPool.singleton.runIfActive { try SpawnedProcess.start(plan) }
        } catch {
            return .ended("\(error)")
        }
        let child = ChildProcess(spawned, eventLoop: eventLoop)
        // Its log is a file; what it says here it says before it has read where that is.
        async let output = OutputCollector.collect(
            spawned.standardOutput, atMost: Self.maximumWords, eventLoop: eventLoop)
        async let words = OutputCollector.collect(
            spawned.standardError, atMost: Self.maximumWords, eventLoop: eventLoop)
        let (ends, end) = AsyncStream.makeStream(of: End.self)
        child.exit.whenSuccess { end.yield(.ended("redis-server \($0)")) }
        let first = await withTaskCancellationOrGracefulShutdownHandler {
            await ends.first { _ in true } ?? .stopped
        } onCancelOrGracefulShutdown: {
            end.yield(.stopped)
        }
        if case .stopped = first { await stop(child, on: eventLoop) }
        let said = String(decoding: await output + words, as: UTF8.self)
        guard case .ended(let reason) = first, !said.isEmpty else { return first }
        return .ended("\(reason): \(said)")
    }

    /// In order, so that the AOF's tail is written; what hangs is killed.
    private func stop(_ child: ChildProcess, on eventLoop: any EventLoop) async {
        let isLate = eventLoop.scheduleTask(in: Self.stopTimeout) { child.signalGroup(SIGKILL) }
        child.signalGroup(SIGTERM)
        _ = try? await child.exit.get()
        isLate.cancel()
    }

    /// After a SIGKILL of ours, its redis-server is still there: it is asked to go, and a fresh one takes over.
    private func stopLeftover() async {
        guard FileManager.default.fileExists(atPath: socket), let connection = try? await connect() else { return }
        logger.info("stopping the redis-server that an earlier run left behind")
        _ = try? await connection.send(RedisCommand("SHUTDOWN", "NOSAVE"))
        await connection.close()
        let deadline = NIODeadline.now() + Self.stopTimeout
        while FileManager.default.fileExists(atPath: socket), NIODeadline.now() < deadline {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func connect() async throws -> RedisConnection {
        try await RedisConnection.connect(RedisConfiguration(address: address), logger: logger)
    }

    private var arguments: [String] {
        [
            "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", directory,
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
            "--daemonize", "no", "--logfile", directory + "/redis.log", "--loglevel", "warning",
        ]
    }

    private static func executable() throws(ConfigurationError) -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/usr/local/bin"
        for folder in path.split(separator: ":") {
            let candidate = "\(folder)/redis-server"
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        throw ConfigurationError(
            "redis-server", allowed: "not found on PATH: install it (apt-get install redis-server) or set REDIS_HOST")
    }
}
