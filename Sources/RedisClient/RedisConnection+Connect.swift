import Logging
import NIOCore
import NIOPosix

extension RedisConnection {
    /// Connects, and has Redis accept the password and the database. All of it takes at most the connect timeout.
    ///
    /// - Throws: ``RedisError/unavailable(_:)``, ``RedisError/handshakeRefused(step:_:)``, ``RedisError/cancelled``.
    package static func connect(
        _ configuration: RedisConfiguration,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger
    ) async throws(RedisError) -> RedisConnection {
        try await connect(configuration, eventLoopGroup: eventLoopGroup, logger: logger, onMessage: nil)
    }

    static func connect(
        _ configuration: RedisConfiguration, eventLoopGroup: any EventLoopGroup, logger: Logger,
        onMessage: (@Sendable (RedisMessage) -> Void)?
    ) async throws(RedisError) -> RedisConnection {
        let deadline = NIODeadline.now() + TimeAmount(configuration.connectTimeout)
        let connection = try await open(configuration, eventLoopGroup: eventLoopGroup, onMessage: onMessage)
        do throws(RedisError) {
            try await connection.shakeHands(configuration, deadline: deadline)
        } catch {
            await connection.close()
            throw error
        }
        logger.debug("connected to Redis", metadata: ["address": "\(configuration.address)"])
        connection.whenClosed { [weak connection] in
            logger.debug(
                "a connection to Redis closed",
                metadata: ["reason": "\(connection?.closeReason?.description ?? "nobody uses it any more")"])
        }
        return connection
    }

    private static func open(
        _ configuration: RedisConfiguration, eventLoopGroup: any EventLoopGroup,
        onMessage: (@Sendable (RedisMessage) -> Void)?
    ) async throws(RedisError) -> RedisConnection {
        let initialize: @Sendable (any Channel) -> EventLoopFuture<RedisConnection> = { channel in
            channel.eventLoop.makeCompletedFuture {
                let exchange = Exchange(configuration)
                let handler = try RedisChannelHandler(
                    exchange: exchange, maximumReplyBytes: configuration.maximumReplyBytes, onMessage: onMessage)
                try channel.pipeline.syncOperations.addHandler(handler)
                return RedisConnection(
                    channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop), exchange: exchange,
                    commandTimeout: configuration.commandTimeout)
            }
        }
        let bootstrap = ClientBootstrap(group: eventLoopGroup)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
        do {
            switch configuration.address {
            case .tcp(let host, let port):
                return try await bootstrap.channelOption(.socketOption(.so_keepalive), value: 1)
                    .connect(host: host, port: port, channelInitializer: initialize)
            case .unixSocket(let path):
                return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: initialize)
            }
        } catch {
            throw .unavailable("cannot connect to \(configuration.address): \(ConnectionFailure.reason(of: error))")
        }
    }

    private func shakeHands(_ configuration: RedisConfiguration, deadline: NIODeadline) async throws(RedisError) {
        var steps: [RedisCommand] = []
        var names: [String] = []
        if let password = configuration.password {
            names.append("AUTH")
            steps.append(RedisCommand("AUTH", .string(password)))
        }
        names.append("SELECT \(configuration.database)")
        steps.append(RedisCommand("SELECT", .integer(configuration.database)))
        do throws(RedisError) {
            for (name, answer) in zip(names, try await perform(steps, deadline: deadline)) {
                if case .error(let error) = answer { throw RedisError.handshakeRefused(step: name, error) }
            }
        } catch .timedOut {
            throw .unavailable("\(configuration.address) did not answer within \(configuration.connectTimeout)")
        } catch .connectionClosed(let reason) {
            throw .unavailable("\(configuration.address) hung up while connecting: \(reason)")
        }
    }
}
