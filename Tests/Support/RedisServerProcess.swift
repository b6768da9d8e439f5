import Foundation

/// A real redis-server for one test: on a unix socket in a temporary directory, which goes with it.
///
///     try await withRedisServer { server in … server.socketPath … }
package actor RedisServerProcess {
    package struct Options: Sendable {
        /// Writes an AOF, so that what was acknowledged outlives ``kill()``.
        package var appendOnly: Bool
        /// Such as `8mb`, with `noeviction`.
        package var maximumMemory: String?
        package var password: String?
        /// Further arguments: `["--databases", "4"]`.
        package var arguments: [String]
        /// Added to the environment of the tests.
        package var environment: [String: String]

        package init(
            appendOnly: Bool = false, maximumMemory: String? = nil, password: String? = nil, arguments: [String] = [],
            environment: [String: String] = [:]
        ) {
            self.appendOnly = appendOnly
            self.maximumMemory = maximumMemory
            self.password = password
            self.arguments = arguments
            self.environment = environment
        }
    }

    package nonisolated let directory: String
    package nonisolated var socketPath: String { directory + "/redis.sock" }

    private let options: Options
    private var running: (process: Process, ended: AsyncStream<Never>)?

    package init(_ options: Options = Options()) throws {
        self.options = options
        // A short path: that of a unix socket may have 107 bytes.
        directory = "/tmp/redis-test-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    }

    /// Starts it, on the data that an earlier run left. Returns when it answers.
    package func start() async throws {
        guard running == nil else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(options.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let (ended, end) = AsyncStream.makeStream(of: Never.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        running = (process, ended)
        try await eventually("redis-server answers (\(directory)/redis.log)") {
            guard process.isRunning else { throw RedisServerEnded(log: log) }
            return try await UnixSocketPing.isAnswered(at: socketPath)
        }
    }

    /// Ends it by SIGKILL: nothing is saved. Returns when it is gone.
    package func kill() async {
        await end(SIGKILL)
    }

    /// SIGKILL, and a start on the same data.
    package func restart() async throws {
        await kill()
        try await start()
    }

    /// SIGSTOP: connections stay, answers do not come.
    package func freeze() {
        signal(SIGSTOP)
    }

    /// SIGCONT.
    package func thaw() {
        signal(SIGCONT)
    }

    /// Ends it and removes its directory.
    package func remove() async {
        await end(SIGKILL)
        try? FileManager.default.removeItem(atPath: directory)
    }

    package var log: String { (try? String(contentsOfFile: directory + "/redis.log", encoding: .utf8)) ?? "" }

    private func end(_ number: Int32) async {
        guard let (_, ended) = running else { return }
        signal(number)
        for await _ in ended {}
        running = nil
    }

    /// The process is ours until its termination was seen, and so is its pid.
    private func signal(_ number: Int32) {
        guard let process = running?.process, process.isRunning else { return }
        Foundation.kill(process.processIdentifier, number)
    }

    private var arguments: [String] {
        var arguments = [
            "redis-server", "--port", "0", "--unixsocket", socketPath, "--dir", directory, "--save", "",
            "--daemonize", "no", "--logfile", directory + "/redis.log", "--appendonly",
            options.appendOnly ? "yes" : "no",
            "--appendfsync", "always",
        ]
        if let memory = options.maximumMemory {
            arguments += ["--maxmemory", memory, "--maxmemory-policy", "noeviction"]
        }
        if let password = options.password { arguments += ["--requirepass", password] }
        return arguments + options.arguments
    }
}

package struct RedisServerEnded: Error, CustomStringConvertible {
    package let log: String
    package var description: String { "redis-server ended by itself; its log: \(log)" }
}

/// Runs a test with a redis-server, and takes it away however the test ends.
package func withRedisServer<Result>(
    _ options: RedisServerProcess.Options = RedisServerProcess.Options(),
    isolation: isolated (any Actor)? = #isolation, _ test: (RedisServerProcess) async throws -> sending Result
) async throws -> sending Result {
    let server = try RedisServerProcess(options)
    do {
        try await server.start()
        let result = try await test(server)
        await server.remove()
        return result
    } catch {
        await server.remove()
        throw error
    }
}
