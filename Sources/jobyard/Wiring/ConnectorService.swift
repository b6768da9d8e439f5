import JobQueue
import RedisClient
import ServiceLifecycle

/// Keeps the connection to Redis.
struct ConnectorService: Service {
    let connector: JobQueue.Connector
    let redisIsReady: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await redisIsReady()
            await connector.run()
        }
    }
}
