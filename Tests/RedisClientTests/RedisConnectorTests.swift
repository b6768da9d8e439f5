import Logging
import RedisClient
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisConnectorTests {
    @Test func preparesBeforeItPublishes() async throws {
        try await withRedisServer { server in
            let gate = AsyncStream.makeStream(of: Never.self)
            let connector = RedisConnector(configuration: server.configuration, logger: .silent) { connection in
                for await _ in gate.stream {}
                return try await connection.send(RedisCommand("INCR", "sessions")).integer()
            }
            #expect(throws: RedisError.unavailable("the connector does not run")) { try connector.current() }
            try await running(connector) {
                let none = await redisError { _ = try await connector.waitForCurrent(timeout: .milliseconds(50)) }
                guard case .unavailable = none else {
                    Issue.record("\(String(describing: none))")
                    return
                }
                gate.continuation.finish()
                let current = try await connector.waitForCurrent(timeout: .seconds(20))
                #expect(current.session == 1)
                #expect(try connector.current().connection === current.connection)
            }
            #expect(throws: RedisError.unavailable("the connector does not run")) { try connector.current() }
        }
    }

    @Test func connectsAgainAfterTheServerDied() async throws {
        try await withRedisServer(.init(appendOnly: true)) { server in
            let connector = RedisConnector(configuration: server.configuration, logger: .silent) { connection in
                try await connection.send(RedisCommand("INCR", "sessions")).integer()
            }
            try await running(connector) {
                let first = try await connector.waitForCurrent(timeout: .seconds(20))
                await server.kill()
                await first.connection.waitUntilClosed()
                #expect(throws: RedisError.self) { try connector.current() }
                try await eventually("it says why") {
                    await redisError { _ = try connector.current() }?.description.contains("cannot connect") == true
                }
                try await server.start()
                let second = try await connector.waitForCurrent(timeout: .seconds(20))
                #expect(second.session == 2)
                #expect(second.connection !== first.connection)
            }
        }
    }

    @Test func replacesADroppedConnection() async throws {
        try await withRedisServer { server in
            let connector = RedisConnector(configuration: server.configuration, logger: .silent) { connection in
                try await connection.send(RedisCommand("INCR", "sessions")).integer()
            }
            try await running(connector) {
                let first = try await connector.waitForCurrent(timeout: .seconds(20))
                connector.drop(first.connection)
                // Nobody is given it any more, from this moment on.
                #expect((try? connector.current())?.session != 1)
                let second = try await connector.waitForCurrent(timeout: .seconds(20))
                #expect(second.session == 2)
                connector.drop(first.connection)
                #expect(try connector.current().connection === second.connection)
            }
        }
    }

    @Test func triesOnAndTellsEachReasonOnce() async throws {
        struct NotYet: Error, CustomStringConvertible { let description: String }
        let lines = LogLines()
        try await withRedisServer { server in
            let connector = RedisConnector(configuration: server.configuration, logger: lines.logger) { connection in
                switch try await connection.send(RedisCommand("INCR", "attempts")).integer() {
                case 1...3: throw NotYet(description: "not opened")
                case 4: throw NotYet(description: "other layout")
                case let attempt: return attempt
                }
            }
            try await running(connector) {
                let current = try await connector.waitForCurrent(timeout: .seconds(20))
                #expect(current.session == 5)
            }
        }
        #expect(
            lines.all.filter { !$0.hasPrefix("debug") } == [
                "warning no connection to Redis; trying on: not opened",
                "warning no connection to Redis; trying on: other layout",
                "info connected to Redis",
            ])
    }

    @Test func aCancelledWaiterGoes() async throws {
        let connector = RedisConnector(
            configuration: RedisConfiguration(address: .unixSocket(path: "/tmp/no-such-redis.sock")), logger: .silent
        ) { _ in }
        let waiter = Task { try await connector.waitForCurrent(timeout: .seconds(600)) }
        waiter.cancel()
        #expect(await redisError { _ = try await waiter.value } == .cancelled)
    }

    /// Runs the connector beside the test's body.
    private func running<Session>(
        _ connector: RedisConnector<Session>, _ body: @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await connector.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }
}

/// Keeps what was logged: level, message and reason.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self) }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.debug
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let reason = event.metadata?["reason"].map { ": \($0)" } ?? ""
            lines.lines.withLock { $0.append("\(event.level) \(event.message)\(reason)") }
        }
    }
}
