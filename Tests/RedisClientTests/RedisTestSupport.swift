import Logging
import RedisClient
import TestSupport

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension RedisServerProcess {
    nonisolated var configuration: RedisConfiguration {
        RedisConfiguration(address: .unixSocket(path: socketPath))
    }
}

/// Runs a test with a connection to a redis-server of its own.
func withConnection(
    _ options: RedisServerProcess.Options = .init(),
    commandTimeout: Duration = .seconds(5), maximumOutstandingCommands: Int = 10_000,
    _ test: (RedisConnection, RedisServerProcess) async throws -> Void
) async throws {
    try await withRedisServer(options) { server in
        var configuration = server.configuration
        configuration.commandTimeout = commandTimeout
        configuration.maximumOutstandingCommands = maximumOutstandingCommands
        let connection = try await RedisConnection.connect(configuration, logger: .silent)
        do {
            try await test(connection, server)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }
}

/// The RedisError that something throws; nil: it threw none.
func redisError(_ body: () async throws -> Void) async -> RedisError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? RedisError
    }
}
