import RedisClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedisSubscriptionTests {
    @Test func deliversWhatIsPublishedToItsChannels() async throws {
        try await withConnection { publisher, server in
            let subscription = try await RedisSubscription.connect(
                server.configuration, channels: ["a", "b"], pingInterval: .milliseconds(10), logger: .silent)
            // As it is promised: from here on nothing is missed, with PINGs in between.
            var expected: [RedisMessage] = []
            for number in 0..<50 {
                let channel = number.isMultiple(of: 3) ? "a" : "b"
                expected.append(RedisMessage(channel: channel, payload: [UInt8(number), 0, 13, 10]))
                _ = try await publisher.send(RedisCommand("PUBLISH", .string("elsewhere"), "x"))
                let command = RedisCommand(
                    "PUBLISH", .string(channel), .bytes([UInt8(number), 0, 13, 10]))
                #expect(try await publisher.send(command).integer() == 1)
            }
            var found: [RedisMessage] = []
            for try await message in subscription {
                found.append(message)
                if found.count == expected.count { break }
            }
            #expect(found == expected)
            await subscription.close()
            for try await message in subscription { Issue.record("\(message) after the end") }
        }
    }

    @Test func throwsWhenTheServerDies() async throws {
        try await withRedisServer { server in
            let subscription = try await RedisSubscription.connect(
                server.configuration, channels: ["a"], logger: .silent)
            async let end = redisError { for try await _ in subscription {} }
            await server.kill()
            #expect(await end == .connectionClosed("Redis hung up"))
        }
    }

    @Test func throwsWhenTheServerGoesSilent() async throws {
        try await withRedisServer { server in
            var configuration = server.configuration
            configuration.commandTimeout = .seconds(1)
            let subscription = try await RedisSubscription.connect(
                configuration, channels: ["a"], pingInterval: .milliseconds(50), logger: .silent)
            await server.freeze()
            #expect(await redisError { for try await _ in subscription {} } == .timedOut)
        }
    }

    @Test func endsWhenItIsClosedOrCancelled() async throws {
        try await withRedisServer { server in
            for isCancelled in [false, true] {
                let subscription = try await RedisSubscription.connect(
                    server.configuration, channels: ["a"], logger: .silent)
                let reader = Task { for try await _ in subscription {} }
                if isCancelled { reader.cancel() } else { await subscription.close() }
                try await reader.value
                await subscription.close()
            }
        }
    }

    @Test func aConsumerThatIsBehindLosesTheOldest() async throws {
        try await withConnection { publisher, server in
            let subscription = try await RedisSubscription.connect(
                server.configuration, channels: ["a"], logger: .silent)
            _ = try await publisher.send(
                pipeline: (0..<1000).map { RedisCommand("PUBLISH", .string("a"), .integer($0)) })
            var last = ""
            for try await message in subscription {
                last = String(decoding: message.payload, as: UTF8.self)
                if last == "999" { break }
            }
            #expect(last == "999")
            await subscription.close()
        }
    }

    @Test func aConnectorSubscribesAtTheSameRedis() async throws {
        try await withConnection { publisher, server in
            let connector = RedisConnector(configuration: server.configuration, logger: .silent) { _ in }
            let subscription = try await connector.subscribe(to: ["a"])
            _ = try await publisher.send(RedisCommand("PUBLISH", "a", "x"))
            var messages = subscription.makeAsyncIterator()
            #expect(try await messages.next() == RedisMessage(channel: "a", payload: [120]))
            await subscription.close()
        }
    }
}
