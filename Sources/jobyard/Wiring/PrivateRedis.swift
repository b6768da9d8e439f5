import Foundation
import JobQueue
import Logging
import RedisClient
import ServiceLifecycle

/// A redis-server of our own, for `jobyard up` without REDIS_HOST: on a unix socket under DATA_DIR, with an AOF.
/// Kept alive while we run, and stopped with us.
struct PrivateRedis: Service {
    let directory: String
    let logger: Logger

    /// sun_path holds 108 bytes with its NUL.
    private static let maximumSocketPath = 107
    private static let stopTimeout = Duration.seconds(10)

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
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ConfigurationError("DATA_DIR", value: dataDirectory, allowed: "writable: \(error)")
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
        let process = Process()
        let (ends, end) = AsyncStream.makeStream(of: End.self)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { end.yield(.ended("status \($0.terminationStatus)")) }
        do {
            process.executableURL = URL(fileURLWithPath: try Self.executable())
            try process.run()
        } catch {
            return .ended("\(error)")
        }
        let first = await withTaskCancellationOrGracefulShutdownHandler {
            await ends.first { _ in true } ?? .stopped
        } onCancelOrGracefulShutdown: {
            end.yield(.stopped)
        }
        if case .stopped = first { await stop(process) }
        return first
    }

    /// In order, so that the AOF's tail is written; what hangs is killed. Whatever `isRunning` names was not reaped yet.
    private func stop(_ process: Process) async {
        let deadline = ContinuousClock.now + Self.stopTimeout
        await shutDown()
        while process.isRunning, ContinuousClock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(10))
        }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// By command: Foundation starts a child with the signals blocked that the starting thread happens to block.
    private func shutDown() async {
        guard let connection = try? await connect() else { return }
        _ = try? await connection.send(RedisCommand("SHUTDOWN", "NOSAVE"))
        await connection.close()
    }

    /// After a SIGKILL of ours, its redis-server is still there: it is asked to go, and a fresh one takes over.
    private func stopLeftover() async {
        guard FileManager.default.fileExists(atPath: socket), (try? await connect()) != nil else { return }
        logger.info("stopping the redis-server that an earlier run left behind")
        await shutDown()
        let deadline = ContinuousClock.now + Self.stopTimeout
        while FileManager.default.fileExists(atPath: socket), ContinuousClock.now < deadline {
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
