import API
import JobQueue
import JobStore
import Logging
import NIOCore
import RedisClient
import Scheduler
import ServiceLifecycle
import Telemetry

/// The server half: both doors, the background services, and what they stand on.
struct ServerAssembly: Sendable {
    let service: JobService
    let services: [any Service]
    let addresses: ListeningAddresses
    let queue: JobQueue

    /// `redisIsReady` returns when it makes sense to connect; `expectedTypes` as in ``JobService``.
    init(
        launch: LaunchContext, redis: RedisConfiguration, redisIsReady: @escaping @Sendable () async -> Void = {},
        expectedTypes: @escaping @Sendable () -> [String] = { [] }
    ) async throws {
        let configuration = launch.configuration
        let keys = QueueKeys()
        let database = ConfiguredDatabase(configuration: configuration, logger: launch.logger("store"))
        let store = try await database.openWhenThere()
        let recordAlarm = RecordAlarm(keys: keys, logger: launch.logger("record"))
        let opener = QueueOpener(store: store, keys: keys, alarm: recordAlarm, logger: launch.logger("opener"))
        let connection = ConnectorService(launch, redis: redis, redisIsReady: redisIsReady, prepare: opener.open)
        let queue = JobQueue(keys: keys, connector: connection.connector)
        self.queue = queue
        let catalog = JobTypeCatalog(queue: queue, store: store, logger: launch.logger("catalog"))
        try await catalog.load()
        service = JobService(
            store: store, queue: queue, catalog: catalog,
            rules: SubmissionRules(
                defaultMaximumRetries: configuration.defaultMaximumRetries,
                defaultTimeoutSeconds: configuration.defaultTimeoutSeconds),
            recordAlarm: recordAlarm, logger: launch.logger("jobs"),
            expectedTypes: expectedTypes)
        let addresses = ListeningAddresses()
        self.addresses = addresses
        services = [
            StoreService(store: store),
            connection,
            Recorder(queue: queue, store: store, alarm: recordAlarm, logger: launch.logger("recorder")),
            Promoter(queue: queue, logger: launch.logger("promoter")),
            Recoverer(queue: queue, logger: launch.logger("recoverer")),
            Reconciler(queue: queue, store: store, alarm: recordAlarm, logger: launch.logger("reconciler")),
            Reaper(
                queue: queue, store: store, timeToLive: .seconds(configuration.jobTimeToLiveSeconds),
                logger: launch.logger("reaper")),
            catalog, service.hastenedLooks,
            RESTServer(
                service: service, host: configuration.apiHost, port: configuration.apiPort,
                metrics: launch.registry.render, logger: launch.logger("rest"),
                onRunning: { addresses.rest.resolve($0.port ?? 0) }),
            try GRPCServerService(
                service: service, host: configuration.apiHost, port: configuration.grpcPort,
                onRunning: { addresses.grpc.resolve($0) }),
        ]
    }
}
