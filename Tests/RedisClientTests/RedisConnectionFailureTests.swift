import RedisClient
import TestSupport
import Testing

/// Cancellation, time-outs, bounds, and the ends of a connection.
@Suite(.timeLimit(.minutes(2))) struct RedisConnectionFailureTests {
    @Test func cancellationKeepsTheOrder() async throws {
        try await withConnection { connection, server in
            let other = try await RedisConnection.connect(server.configuration, logger: .silent)
            let id = try await connection.send(RedisCommand("CLIENT", "ID")).integer()
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Blocks the connection, so that all others wait behind it.
                let blocked = Task {
                    try await connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .seconds(60))
                }
                for number in 0..<20 {
                    let task = Task { try await connection.send(RedisCommand("ECHO", "\(number)")).string() }
                    if number.isMultiple(of: 2) {
                        task.cancel()
                        group.addTask {
                            let error = await redisError { _ = try await task.value }
                            #expect(error == .cancelled)
                        }
                    } else {
                        group.addTask {
                            let answer = try await task.value
                            #expect(answer == "\(number)")
                        }
                    }
                }
                blocked.cancel()
                #expect(await redisError { _ = try await blocked.value } == .cancelled)
                // Even so it is still Redis's turn: unblock it from elsewhere.
                try await eventually("it blocks") {
                    try await other.send(RedisCommand("CLIENT", "UNBLOCK", "\(id)")).integer() == 1
                }
                try await group.waitForAll()
            }
            #expect(try await connection.send(RedisCommand("ECHO", "end")).string() == "end")
            await other.close()
        }
    }

    @Test func aCancelledTaskSendsButDoesNotWait() async throws {
        try await withConnection { connection, _ in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                // One whose answer cannot overtake the cancellation.
                return try await connection.send(RedisCommand("BLPOP", "nothing", "0.3"))
            }
            #expect(await redisError { _ = try await task.value } == .cancelled)
            let next = try await connection.send(RedisCommand("ECHO", "next")).string()
            #expect(next == "next")
        }
    }

    @Test func noAnswerInTimeClosesTheConnection() async throws {
        try await withConnection { connection, server in
            async let patient = redisError {
                _ = try await connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .seconds(60))
            }
            try await waitUntilOneBlocks(server)
            await server.freeze()
            async let hasty = redisError {
                _ = try await connection.send(RedisCommand("PING"), timeout: .milliseconds(100))
            }
            #expect(await hasty == .timedOut)
            guard case .connectionClosed = await patient else {
                Issue.record("\(String(describing: await patient))")
                return
            }
            #expect(connection.closeReason != nil)
            await connection.waitUntilClosed()
            await server.thaw()
            let later = await redisError { _ = try await connection.send(RedisCommand("PING")) }
            guard case .unavailable = later else {
                Issue.record("\(String(describing: later))")
                return
            }
        }
    }

    @Test func aLongTimeoutOutlastsTheUsualOne() async throws {
        try await withConnection(commandTimeout: .milliseconds(300)) { connection, server in
            let other = try await RedisConnection.connect(server.configuration, logger: .silent)
            async let popped = connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .seconds(60))
            // The usual time is over when this has its answer.
            _ = try await other.send(RedisCommand("BLPOP", "none", "0.6"))
            _ = try await other.send(RedisCommand("RPUSH", "list", "x"))
            #expect(try await popped.array().last?.string() == "x")
            await other.close()
        }
    }

    @Test func aDeadServerFailsWhatWasOutstanding() async throws {
        try await withConnection { connection, server in
            async let outstanding = redisError {
                _ = try await connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .seconds(60))
            }
            try await waitUntilOneBlocks(server)
            await server.kill()
            #expect(await outstanding == .connectionClosed("Redis hung up"))
            await connection.waitUntilClosed()
            #expect(connection.closeReason == .connectionClosed("Redis hung up"))
        }
    }

    @Test func closingFailsWhatWasOutstandingAndMayBeRepeated() async throws {
        try await withConnection { connection, server in
            async let outstanding = redisError {
                _ = try await connection.send(RedisCommand("BLPOP", "list", "0"), timeout: .seconds(60))
            }
            try await waitUntilOneBlocks(server)
            await connection.close()
            await connection.close()
            #expect(await outstanding == .connectionClosed("closed on this side"))
        }
    }

    @Test func waitingForTheEndCanBeCancelled() async throws {
        try await withConnection { connection, _ in
            let wait = Task { await connection.waitUntilClosed() }
            wait.cancel()
            await wait.value
            #expect(connection.closeReason == nil)
        }
    }

    @Test func lettingGoOfAConnectionClosesIt() async throws {
        try await withRedisServer { server in
            let watcher = try await RedisConnection.connect(server.configuration, logger: .silent)
            var forgotten: RedisConnection? = try await .connect(server.configuration, logger: .silent)
            let id = try await forgotten?.send(RedisCommand("CLIENT", "ID")).integer() ?? -1
            forgotten = nil
            try await eventually("its socket is closed") {
                try await !watcher.send(RedisCommand("CLIENT", "LIST")).string().contains("id=\(id) ")
            }
            await watcher.close()
        }
    }

    @Test func moreOutstandingThanAllowedIsRefusedUnsent() async throws {
        try await withConnection(maximumOutstandingCommands: 2) { connection, _ in
            let many = [RedisCommand](repeating: RedisCommand("INCR", "n"), count: 3)
            let error = await redisError { _ = try await connection.send(pipeline: many) }
            #expect(error == .unavailable("more than 2 commands would be outstanding"))
            let count = try await connection.send(RedisCommand("INCR", "n"))
            #expect(count == .integer(1))
        }
    }

    // MARK: Servers that are no Redis

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", "Protocol error"),
        (String(repeating: "*1\r\n", count: 9), "nested multi bulk"),
        ("$9999\r\n" + String(repeating: "x", count: 9999) + "\r\n", "a reply of more than 4096 bytes"),
        ("*1000\r\n" + String(repeating: ":1\r\n", count: 1000), "a reply of more than 4096 bytes"),
    ])
    func hostileBytesCloseTheConnectionWithTheReason(bytes: String, reason: String) async throws {
        try await withFakeServer(answer: bytes) { connection in
            let error = await redisError { _ = try await connection.send(RedisCommand("PING")) }
            guard case .connectionClosed(let text) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(text.contains(reason), "\(text)")
            await connection.waitUntilClosed()
        }
    }

    @Test func goodAnswersBeforeBadBytesCount() async throws {
        try await withFakeServer(answer: ":1\r\n:2\r\n?\r\n") { connection in
            let answers = try await connection.send(pipeline: [RedisCommand("A"), RedisCommand("B")])
            #expect(answers == [.integer(1), .integer(2)])
            await connection.waitUntilClosed()
            #expect(connection.closeReason != nil)
        }
    }

    @Test func answersThatNobodyAskedForCloseTheConnection() async throws {
        try await withFakeServer(answer: ":1\r\n:2\r\n") { connection in
            let answer = try await connection.send(RedisCommand("A"))
            #expect(answer == .integer(1))
            await connection.waitUntilClosed()
            #expect(connection.closeReason == .connectionClosed("Redis sent a reply that nobody had asked for"))
        }
    }

    @Test func whatAServerSaysBeforeItHangsUpIsHeard() async throws {
        let server = try await FakeServer(
            greeting: "-ERR max number of clients reached\r\n", handshake: "", answer: nil)
        let error = await redisError {
            _ = try await RedisConnection.connect(
                RedisConfiguration(address: .unixSocket(path: server.path)), logger: .silent)
        }
        #expect(error?.description.contains("max number of clients reached") == true, "\(String(describing: error))")
        try await server.stop()
    }

    @Test func aServerThatNeverAnswersIsUnavailable() async throws {
        let server = try await FakeServer(handshake: "", answer: nil)
        var configuration = RedisConfiguration(address: .unixSocket(path: server.path))
        configuration.connectTimeout = .milliseconds(100)
        let error = await redisError { _ = try await RedisConnection.connect(configuration, logger: .silent) }
        #expect(error == .unavailable("unix:\(server.path) did not answer within 0.1 seconds"))
        try await server.stop()
    }

    private func waitUntilOneBlocks(_ server: RedisServerProcess) async throws {
        let watcher = try await RedisConnection.connect(server.configuration, logger: .silent)
        try await eventually("a command blocks") {
            try await watcher.send(RedisCommand("INFO", "clients")).string().contains("blocked_clients:1")
        }
        await watcher.close()
    }

    private func withFakeServer(answer: String, _ test: (RedisConnection) async throws -> Void) async throws {
        let server = try await FakeServer(answer: Array(answer.utf8))
        let connection = try await RedisConnection.connect(
            RedisConfiguration(address: .unixSocket(path: server.path), maximumReplyBytes: 4096), logger: .silent)
        try await test(connection)
        await connection.close()
        try await server.stop()
    }
}
