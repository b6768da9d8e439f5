import Logging
import NIOCore
import NIOPosix

/// What is published to some channels, for one consumer: a connection of its own.
///
/// Publishing is a hint, never a guarantee: what is published while no subscriber listens is lost, and so are the
/// oldest messages when the consumer is more than `maximumWaiting` behind. The sequence throws when the connection
/// closes by itself, and ends when ``close()`` was called or the task is cancelled. A Redis that goes silent is noticed
/// by PING.
package final class RedisSubscription: AsyncSequence, Sendable {
    package typealias Element = RedisMessage
    package typealias Failure = RedisError

    private let connection: RedisConnection
    private let messages: AsyncStream<RedisMessage>

    private static let maximumWaiting = 256
    private static let maximumMessageBytes = 1 << 20

    private init(connection: RedisConnection, messages: AsyncStream<RedisMessage>) {
        self.connection = connection
        self.messages = messages
    }

    /// Connects and subscribes. Everything published after it returns is seen.
    package static func connect(
        _ configuration: RedisConfiguration, channels: [String], pingInterval: Duration = .seconds(5),
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger
    ) async throws(RedisError) -> RedisSubscription {
        var configuration = configuration
        configuration.maximumReplyBytes = Swift.min(configuration.maximumReplyBytes, maximumMessageBytes)
        let (messages, waiting) = AsyncStream.makeStream(
            of: RedisMessage.self, bufferingPolicy: .bufferingNewest(maximumWaiting))
        let connection = try await RedisConnection.connect(
            configuration, eventLoopGroup: eventLoopGroup, logger: logger, onMessage: { waiting.yield($0) })
        connection.whenClosed { waiting.finish() }
        // One command a channel: then each has one reply.
        for answer in try await connection.send(pipeline: channels.map { RedisCommand("SUBSCRIBE", $0) }) {
            _ = try answer.array()
        }
        connection.keepAlive(every: pingInterval)
        return RedisSubscription(connection: connection, messages: messages)
    }

    package func close() async {
        await connection.close()
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(messages: messages.makeAsyncIterator(), connection: connection)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var messages: AsyncStream<RedisMessage>.Iterator
        fileprivate let connection: RedisConnection

        package mutating func next() async throws(RedisError) -> RedisMessage? {
            try await next(isolation: nil)
        }

        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(RedisError) -> RedisMessage? {
            if let message = await messages.next(isolation: actor) { return message }
            if Task.isCancelled { return nil }
            if let reason = connection.closeReason, reason != RedisConnection.closedHere { throw reason }
            return nil
        }
    }
}
