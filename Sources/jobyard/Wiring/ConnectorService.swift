import JobQueue
import RedisClient
import ServiceLifecycle
import Synchronization

/// Keeps the connection to Redis. One that cannot be used is refused at the start, with the reason; later, when jobs depend
/// on us, it is told and tried again.
struct ConnectorService: Service {
    let connector: JobQueue.Connector
    private let redisIsReady: @Sendable () async -> Void
    private let firstRefusal = Announced<QueueError>()

    /// - Parameters:
    ///   - redisIsReady: returns when it makes sense to connect.
    ///   - prepare: the handshake of every connection.
    init(
        _ launch: LaunchContext, redis: RedisConfiguration, redisIsReady: @escaping @Sendable () async -> Void,
        prepare: @escaping JobQueue.Connector.Prepare
    ) {
        self.redisIsReady = redisIsReady
        let wasOpen = Atomic(false)
        connector = JobQueue.Connector(configuration: redis, logger: launch.logger("redis")) {
            [firstRefusal] connection in
            do {
                let session = try await prepare(connection)
                wasOpen.store(true, ordering: .relaxed)
                return session
            } catch {
                if let refusal = error as? QueueError, case .unsupported = refusal, !wasOpen.load(ordering: .relaxed) {
                    firstRefusal.resolve(refusal)
                }
                throw error
            }
        }
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            await redisIsReady()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await connector.run() }
                group.addTask { if let refusal = await firstRefusal.value() { throw refusal } }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }
}
