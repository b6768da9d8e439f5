import ChildProcesses
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
    private let counters: PluginCounters
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    /// A job waits so long in its slot for a start to be tried again; for a longer one it is handed back.
    private static let longestWait = Duration.seconds(1)
    /// The last is the warmest, and was given back last.
    private var idle: [(host: HostProcess, since: NIODeadline)] = []
    private let idleTime: TimeAmount
    private var trimming: Scheduled<Void>?
    /// So many stay however long they are idle.
    private static let warmHosts = 1
    private var all: [ObjectIdentifier: HostProcess] = [:]
    private var backoff: StartBackoff
    private nonisolated let rest = Mutex<Rest?>(nil)
    private var isStopped = false

    init(
        launch: HostLaunch, backoff: RetryPolicy, idleTime: TimeAmount, pages: HostPages,
        eventLoopGroup: any EventLoopGroup, counters: PluginCounters
    ) {
        self.launch = launch
        self.idleTime = idleTime
        self.pages = pages
        self.counters = counters
        self.eventLoopGroup = eventLoopGroup
        eventLoop = eventLoopGroup.next()
        logger = launch.logger
        self.backoff = StartBackoff(policy: backoff)
    }

    /// An idle host, if there is one. One that has died since it was given back is passed over.
    func takeIdle() async -> HostProcess? {
        while let (host, _) = idle.popLast() {
            if await host.isIdle { return host }
        }
        return nil
    }

    /// After a failure no host is started for a while.
    private struct Rest {
        var end: ContinuousClock.Instant
        var reason: String
    }

    /// Why no host may be started now; nil: one may. Meanwhile the worker leases no jobs for this plugin, so that none
    /// waits in a slot that others could use. From any thread.
    nonisolated var restReason: String? {
        rest.withLock { rest in rest.flatMap { $0.end > .now ? $0.reason : nil } }
    }

    /// A host that is ready: a new one, or one that was given back while this waited to start it.
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
            let observer = HostObserver(pages: pages, counters: counters) { [eventLoop] host, exit in
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
        if ranJob {
            backoff.succeeded()
            rest.withLock { $0 = nil }
        }
        guard await host.isIdle else { return }
        guard !isStopped else { return await host.stop() }
        idle.append((host, .now()))
        trimLater()
    }

    /// What was idle for too long is not needed any more: a burst is over.
    private func trim() {
        trimming = nil
        while idle.count > Self.warmHosts, let coldest = idle.first, .now() - coldest.since >= idleTime {
            idle.removeFirst()
            coldest.host.retire()
        }
        trimLater()
    }

    private func trimLater() {
        guard trimming == nil, !isStopped, idle.count > Self.warmHosts, let coldest = idle.first else { return }
        trimming = eventLoop.scheduleTask(deadline: coldest.since + idleTime) { self.assumeIsolated { $0.trim() } }
    }

    /// Ends all hosts and waits until they are reaped.
    func stop() async {
        isStopped = true
        idle = []
        trimming?.cancel()
        await withDiscardingTaskGroup { group in
            for host in all.values { group.addTask { await host.stop() } }
        }
    }

    /// A death while a job runs belongs to the job; an idle host that dies is the plugin's failure.
    private func ended(_ host: HostProcess, _ exit: ProcessExit) {
        all[ObjectIdentifier(host)] = nil
        guard let index = idle.firstIndex(where: { $0.host === host }) else { return }
        idle.remove(at: index)
        failed(backoff.failures, "an idle plugin host is gone", reason: "plugin host \(exit)")
    }

    private func failed(_ failuresAtStart: Int, _ what: Logger.Message, reason: String) {
        backoff.failed(failuresAtStart: failuresAtStart, now: .now)
        if let end = backoff.retryAt { rest.withLock { $0 = Rest(end: end, reason: "\(what): \(reason)") } }
        logger.error(what, metadata: ["reason": "\(reason)", "failures": "\(backoff.failures)"])
    }
}
