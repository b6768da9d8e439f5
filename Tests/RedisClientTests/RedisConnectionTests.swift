import RedisClient
import TestSupport
import Testing

/// Against a real redis-server.
@Suite(.timeLimit(.minutes(2))) struct RedisConnectionTests {
    @Test func manyTasksOnOneConnectionEachGetTheirOwnAnswer() async throws {
        try await withConnection { connection, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<64 {
                    group.addTask {
                        for round in 0..<50 {
                            let text = "\(task) \(round)"
                            let answer = try await connection.send(RedisCommand("ECHO", text)).string()
                            #expect(answer == text)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aPipelineIsAnsweredInItsOrderAndHoldsItsErrors() async throws {
        try await withConnection { connection, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<16 {
                    group.addTask {
                        let answers = try await connection.send(pipeline: [
                            RedisCommand("SET", .string("k\(task)"), "text"),
                            RedisCommand("INCR", .string("k\(task)")),
                            RedisCommand("GET", .string("k\(task)")),
                            RedisCommand("STRLEN", .string("none")),
                        ])
                        #expect(answers[0] == .status("OK"))
                        #expect(throws: RedisError.self) { try answers[1].integer() }
                        #expect(try answers[2].string() == "text")
                        #expect(try answers[3].integer() == 0)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await connection.send(pipeline: []) == [])
        }
    }

    @Test func carriesBigAndBinaryValues() async throws {
        try await withConnection { connection, _ in
            let big = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<4 {
                    group.addTask {
                        _ = try await connection.send(RedisCommand("SET", .string("big\(task)"), .bytes(big)))
                        let value = try await connection.send(RedisCommand("GET", "big\(task)")).bytes()
                        #expect(value == big)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func anErrorReplyIsThrownWithItsCode() async throws {
        try await withConnection { connection, _ in
            let error = await redisError { _ = try await connection.send(RedisCommand("NOSUCH")) }
            guard case .server(let answer) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(answer.code == "ERR")
            #expect(answer.message.hasPrefix("unknown command 'NOSUCH'"))
            #expect(connection.closeReason == nil)
        }
    }

    @Test func memoryShortageIsAnErrorWithItsCode() async throws {
        try await withConnection(.init(maximumMemory: "100kb")) { connection, _ in
            let error = await redisError { _ = try await connection.send(RedisCommand("SET", "k", "v")) }
            guard case .server(let answer) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(answer.code == "OOM")
        }
    }

    // MARK: Scripts

    private static let append = RedisScript(
        name: "append",
        source: """
            redis.call('RPUSH', KEYS[1], ARGV[1])
            return redis.call('LLEN', KEYS[1])
            """)

    @Test func aScriptThatRedisDoesNotKnowIsSentWithItsSource() async throws {
        try await withConnection { connection, _ in
            for length in 1...2 {
                #expect(try await connection.run(Self.append, keys: ["l"], arguments: ["x"]).integer() == length)
            }
            #expect(
                try await connection.send(RedisCommand("SCRIPT", "EXISTS", Self.append.sha1)).array() == [.integer(1)])
            _ = try await connection.send(RedisCommand("SCRIPT", "FLUSH"))
            #expect(try await connection.run(Self.append, keys: ["l"], arguments: ["x"]).integer() == 3)
        }
    }

    @Test func soItIsInsideAPipeline() async throws {
        try await withConnection { connection, _ in
            let call = RedisCommand(Self.append, keys: ["l"], arguments: ["x"])
            for flush in [false, true] {
                if flush { _ = try await connection.send(RedisCommand("SCRIPT", "FLUSH")) }
                _ = try await connection.send(RedisCommand("DEL", "l"))
                let answers = try await connection.send(pipeline: [
                    call, RedisCommand("ECHO", "a"), call, RedisCommand("ECHO", "b"),
                ])
                #expect(answers == [.integer(1), .bytes([97]), .integer(2), .bytes([98])])
            }
        }
    }

    @Test func aScriptsOwnErrorsAreServerErrors() async throws {
        try await withConnection { connection, _ in
            let chosen = RedisScript(name: "chosen", source: "return redis.error_reply('EPOCH 7 is over')")
            let error = await redisError { _ = try await connection.run(chosen, keys: []) }
            #expect(error == .server(RedisServerError(code: "EPOCH", message: "7 is over")))

            let broken = RedisScript(name: "broken", source: "return nosuch.field")
            let failure = await redisError { _ = try await connection.run(broken, keys: []) }
            guard case .server = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            let inside = RedisScript(name: "inside", source: "return {1, redis.error_reply('NO thing')}")
            let parts = try await connection.run(inside, keys: []).array()
            #expect(parts == [.integer(1), .error(RedisServerError(code: "NO", message: "thing"))])
        }
    }

    // MARK: Handshake

    @Test func selectsTheDatabase() async throws {
        try await withConnection { first, server in
            var configuration = server.configuration
            configuration.database = 3
            let third = try await RedisConnection.connect(configuration, logger: .silent)
            _ = try await third.send(RedisCommand("SET", "k", "v"))
            #expect(try await first.send(RedisCommand("EXISTS", "k")).integer() == 0)
            _ = try await first.send(RedisCommand("SELECT", "3"))
            #expect(try await first.send(RedisCommand("EXISTS", "k")).integer() == 1)

            configuration.database = 99
            let error = await redisError { _ = try await RedisConnection.connect(configuration, logger: .silent) }
            guard case .handshakeRefused("SELECT 99", _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            await third.close()
        }
    }

    @Test func sendsThePassword() async throws {
        try await withRedisServer(.init(password: "sesame")) { server in
            var configuration = server.configuration
            configuration.password = "sesame"
            let connection = try await RedisConnection.connect(configuration, logger: .silent)
            #expect(try await connection.send(RedisCommand("PING")) == .status("PONG"))
            await connection.close()

            configuration.password = "simsalabim"
            let wrong = await redisError { _ = try await RedisConnection.connect(configuration, logger: .silent) }
            guard case .handshakeRefused("AUTH", let refusal) = wrong else {
                Issue.record("\(String(describing: wrong))")
                return
            }
            #expect(refusal.code == "WRONGPASS")
            #expect(wrong?.description.contains("simsalabim") == false)

            configuration.password = nil
            let missing = await redisError { _ = try await RedisConnection.connect(configuration, logger: .silent) }
            guard case .handshakeRefused(_, let demand) = missing else {
                Issue.record("\(String(describing: missing))")
                return
            }
            #expect(demand.code == "NOAUTH")
        }
    }

    @Test(arguments: [
        RedisAddress.unixSocket(path: "/tmp/no-such-redis.sock"), .tcp(host: "127.0.0.1", port: 1),
        .unixSocket(path: "/tmp/" + String(repeating: "long", count: 50)),
        .tcp(host: "no-such-host.invalid", port: 6379),
    ])
    func saysThatNobodyListens(address: RedisAddress) async {
        let error = await redisError {
            _ = try await RedisConnection.connect(RedisConfiguration(address: address), logger: .silent)
        }
        guard case .unavailable(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("\(address)"))
        // In words: nothing of how SwiftNIO names system calls, attempts and errors.
        #expect(!reason.contains("errno") && !reason.contains("("), "\(reason)")
    }
}
