import JobModel
import Logging
import NIOCore

/// The warm hosts of one plugin: one job at a time in each, the one used last first, a new one when none is idle.
actor HostPool {
    private let launch: HostLaunch
    private let pages: HostPages
    private let onCounter: @Sendable (_ name: String, _ delta: Double) -> Void
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    /// The last is the warmest.
    private var idle: [HostProcess] = []
    private var all: [ObjectIdentifier: HostProcess] = [:]
    private var backoff: StartBackoff
    private var isStopped = false
    private var lastToken: UInt64 = 0

    init(
        launch: HostLaunch, backoff: RetryPolicy, pages: HostPages, eventLoopGroup: any EventLoopGroup,
        onCounter: @escaping @Sendable (_ name: String, _ delta: Double) -> Void
    ) {
        self.launch = launch
        self.pages = pages
        self.onCounter = onCounter
        self.eventLoopGroup = eventLoopGroup
        logger = launch.logger
        self.backoff = StartBackoff(policy: backoff)
    }

    /// An idle host, if there is one.
    func takeIdle() -> HostProcess? { idle.popLast() }

    /// A number for a job: never used twice.
    func nextToken() -> UInt64 {
        lastToken += 1
        return lastToken
    }

    /// Starts one more host, once the backoff after earlier failures is over.
    ///
    /// - Throws: ``HostStartError`` with the reason; CancellationError.
    func start() async throws -> HostProcess {
        while let retryAt = backoff.retryAt, retryAt > .now {
            try await Task.sleep(until: retryAt)
            if let host = takeIdle() { return host }
        }
        guard !isStopped else { throw HostStartError(reason: "the worker stops") }
        let failuresAtStart = backoff.failures
        do {
            let observer = HostObserver(hosts: pages, onCounter: onCounter, onEnd: ended)
            let host = try await HostProcess.start(launch, observer: observer, eventLoop: eventLoopGroup.next())
            all[ObjectIdentifier(host)] = host
            return host
        } catch {
            try Task.checkCancellation()
            backoff.failed(failuresAtStart: failuresAtStart, now: .now)
            logger.error("a plugin host did not come up", metadata: ["reason": "\(error)"])
            throw error
        }
    }

    /// Takes a host back after a job.
    func giveBack(_ host: HostProcess) async {
        backoff.succeeded()
        guard await host.isIdle else { return }
        guard !isStopped else { return await host.stop() }
        idle.append(host)
    }
}
