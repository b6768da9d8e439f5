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
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let status = try await self.serve()
                    if Task.isCancelled { break }
                    self.logger.error(
                        "redis-server ended; starting it again", metadata: ["status": "\(status)", "log": "\(directory)/redis.log"])
                } catch {
                    self.logger.error("redis-server did not start", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Runs one redis-server to its end; cancellation ends it. Answers its exit status.
    private func serve() async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Self.executable())
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try process.run()
        let identifier = process.processIdentifier
        logger.debug("redis-server started", metadata: ["pid": "\(identifier)"])
        var iterator = ended.makeAsyncIterator()
        if let status = await iterator.next(), !Task.isCancelled { return status }

        // Cancelled. An orderly stop writes the AOF's tail; one that hangs is killed. `terminationHandler` has reaped it
        // before `isRunning` says false, so the pid is nobody else's.
        process.terminate()
        let deadline = ContinuousClock.now + Self.stopTimeout
        while process.isRunning, ContinuousClock.now < deadline {
            await Self.pause()
        }
        if process.isRunning { kill(identifier, SIGKILL) }
        while process.isRunning { await Self.pause() }
        return process.terminationStatus
    }

    /// Sleeps in a task that is already cancelled.
    private static func pause() async {
        await Task.detached { try? await Task.sleep(for: .milliseconds(10)) }.value
    }

    private var arguments: [String] {
        [
            "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", directory,
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
            "--daemonize", "no", "--logfile", directory + "/redis.log", "--loglevel", "warning",
        ]
    }

    /// After a SIGKILL of ours, its redis-server is still there: it is asked to save and go, and a fresh one takes over.
    private func stopLeftover() async {
        guard FileManager.default.fileExists(atPath: socket) else { return }
        let configuration = RedisConfiguration(address: address)
        guard let connection = try? await RedisConnection.connect(configuration, logger: logger) else { return }
        logger.info("stopping the redis-server that an earlier run left behind")
        _ = try? await connection.send(RedisCommand("SHUTDOWN", "NOSAVE"))
        await connection.close()
        let deadline = ContinuousClock.now + Self.stopTimeout
        while FileManager.default.fileExists(atPath: socket), ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(20))
        }
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
