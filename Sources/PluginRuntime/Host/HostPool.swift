import JobModel
import Logging
import NIOCore
import Synchronization

/// The warm hosts of one plugin: one job at a time in each, the one used last first, a new one when none is idle.
actor HostPool {
    private let eventLoop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    private let launch: HostLaunch
    private let pages: HostPages
    private let onCounter: @Sendable (_ name: String, _ delta: Double) -> Void
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    /// A job waits so long in its slot for a start to be tried again; for a longer one it is handed back.
    private static let longestWait = Duration.seconds(1)
    /// The last is the warmest.
    private var idle: [HostProcess] = []
    private var all: [ObjectIdentifier: HostProcess] = [:]
    private var backoff: StartBackoff {
        didSet { nextStart.withLock { [backoff] in $0 = backoff.retryAt } }
    }
    private nonisolated let nextStart = Mutex<ContinuousClock.Instant?>(nil)
    private var isStopped = false

    init(
        launch: HostLaunch, backoff: RetryPolicy, pages: HostPages, eventLoopGroup: any EventLoopGroup,
        onCounter: @escaping @Sendable (_ name: String, _ delta: Double) -> Void
    ) {
        self.launch = launch
        self.pages = pages
        self.onCounter = onCounter
        self.eventLoopGroup = eventLoopGroup
        eventLoop = eventLoopGroup.next()
        logger = launch.logger
        self.backoff = StartBackoff(policy: backoff)
    }

    /// An idle host, if there is one. One that has died since it was given back is passed over.
    func takeIdle() async -> HostProcess? {
        while let host = idle.popLast() {
            if await host.isIdle { return host }
        }
        return nil
    }

    /// When the next host may be started; nil: at once. Until then the worker leases no jobs for this plugin, so that none
    /// waits in a slot that others could use. From any thread.
    nonisolated var startsAgainAt: ContinuousClock.Instant? { nextStart.withLock { $0 } }

    /// Starts one more host.
    ///
    /// - Throws: ``HostStartError`` with the reason, such as a backoff after earlier failures; CancellationError.
    func start() async throws -> HostProcess {
        while let retryAt = backoff.retryAt, retryAt > .now {
            guard retryAt < .now + Self.longestWait else {
                throw HostStartError(reason: "waiting after \(backoff.failures) failed starts")
            }
            try await Task.sleep(until: retryAt)
            if let host = await takeIdle() { return host }
        }
        guard !isStopped else { throw HostStartError(reason: "the worker stops") }
        let failuresAtStart = backoff.failures
        do {
            let observer = HostObserver(pages: pages, onCounter: onCounter) { [eventLoop] host, exit in
                eventLoop.execute { self.assumeIsolated { $0.ended(host, exit) } }
            }
            let host = try await HostProcess.start(launch, observer: observer, eventLoop: eventLoopGroup.next())
            guard await host.isIdle else {
                throw HostStartError(reason: "the plugin host ended as soon as it was ready")
            }
            all[ObjectIdentifier(host)] = host
            guard !isStopped else {
                await host.stop()
                throw HostStartError(reason: "the worker stops")
            }
            return host
        } catch {
            try Task.checkCancellation()
            failed(failuresAtStart, "a plugin host did not come up", reason: "\(error)")
            throw error
        }
    }

    /// Takes a host back.
    ///
    /// - Parameter ranJob: whether it has shown that it can run one.
    func giveBack(_ host: HostProcess, ranJob: Bool) async {
        if ranJob { backoff.succeeded() }
        guard await host.isIdle else { return }
        guard !isStopped else { return await host.stop() }
        idle.append(host)
    }

    /// Ends all hosts and waits until they are reaped.
    func stop() async {
        isStopped = true
        idle = []
        await withDiscardingTaskGroup { group in
            for host in all.values { group.addTask { await host.stop() } }
        }
    }

    /// A death while a job runs belongs to the job; an idle host that dies is the plugin's failure.
    private func ended(_ host: HostProcess, _ exit: ProcessExit) {
        all[ObjectIdentifier(host)] = nil
        guard let index = idle.firstIndex(where: { $0 === host }) else { return }
        idle.remove(at: index)
        failed(backoff.failures, "an idle plugin host is gone", reason: "plugin host \(exit)")
    }

    private func failed(_ failuresAtStart: Int, _ what: Logger.Message, reason: String) {
        backoff.failed(failuresAtStart: failuresAtStart, now: .now)
        logger.error(what, metadata: ["reason": "\(reason)", "failures": "\(backoff.failures)"])
    }
}
