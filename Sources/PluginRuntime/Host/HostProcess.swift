import ChildProcesses
import Glibc
import JobModel
import Logging
import NIOCore
import NIOPosix
import PluginWire

/// One plugin host and the worker's end of everything that leads to it. What is to be done is decided by
/// ``HostLifecycle``; this does it, on one event loop.
actor HostProcess {
    nonisolated let processID: pid_t
    nonisolated let eventLoop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    private let child: ChildProcess
    private let memory: PageMemory
    private let observer: HostObserver
    private var lifecycle: HostLifecycle
    private var log: PluginLog
    private var timer: Scheduled<Void>?
    private var stallTimer: Scheduled<Void>?
    private var channel: (any Channel)?
    /// All that it sent was read.
    private var framesAreOver = false
    private var outputs: [any Channel] = []
    private var job: (onReport: CheckedContinuation<AttemptReport, Never>, execution: Execution)?
    private var start = Start.underWay(nil)
    private var exit: ProcessExit?
    private var onEnd: [CheckedContinuation<Void, Never>] = []
    private var isOver = false

    /// Whether it came up; it may have failed to before anybody waits.
    private enum Start {
        case underWay(CheckedContinuation<String?, Never>?)
        /// nil: it is ready; else why not.
        case over(String?)
    }

    /// How long what a dead host had sent may take to be read.
    private static let remainderTime = TimeAmount.milliseconds(500)

    private init(
        _ spawned: SpawnedProcess, memory: PageMemory, limits: HostLifecycle.Limits, observer: HostObserver,
        logger: Logger, eventLoop: any EventLoop
    ) {
        processID = spawned.processID
        self.eventLoop = eventLoop
        self.memory = memory
        self.observer = observer
        child = ChildProcess(spawned, eventLoop: eventLoop)
        lifecycle = HostLifecycle(processID: spawned.processID, limits: limits)
        log = PluginLog(logger: logger)
    }

    /// Starts a host and waits until its plugin is ready. Cancelling the task ends the host.
    static func start(_ launch: HostLaunch, observer: HostObserver, eventLoop: any EventLoop) async throws
        -> HostProcess
    {
        let opened = try await NIOThreadPool.singleton.runIfActive { try launch.open() }
        var logger = launch.logger
        logger[metadataKey: "host_pid"] = "\(opened.process.processID)"
        let host = HostProcess(
            opened.process, memory: opened.memory, limits: launch.limits, observer: observer, logger: logger,
            eventLoop: eventLoop)
        let failure = await withTaskCancellationHandler {
            await host.begin(launch.settings, opened)
        } onCancel: {
            eventLoop.execute { host.assumeIsolated { $0.perform(.stop) } }
        }
        if let failure {
            await host.stop()
            throw HostStartError(reason: failure)
        }
        return host
    }

    /// Answers nil when it is ready, else why it is not.
    private func begin(_ settings: HostSettings, _ opened: HostLaunch.Opened) async -> String? {
        observer.pages.insert(memory, processID: processID)
        child.exit.whenSuccess { exit in self.assumeIsolated { $0.exited(exit) } }
        do {
            let handler = HostFrameHandler(host: self, eventLoop: eventLoop)
            channel = try await ClientBootstrap(group: eventLoop)
                .channelInitializer { $0.pipeline.addHandler(handler) }
                .withConnectedSocket(opened.frames).get()
        } catch {
            framesAreOver = true
            perform(.faulty("its socket cannot be used: \(error)"))
        }
        await adopt(opened.process.standardOutput, "stdout")
        await adopt(opened.process.standardError, "stderr")
        for action in lifecycle.begin(settings) { perform(action) }
        if exit != nil { closeSoon() }
        concludeIfOver()
        return await withCheckedContinuation { continuation in
            if case .over(let failure) = start {
                continuation.resume(returning: failure)
            } else {
                start = .underWay(continuation)
            }
        }
    }

    private func adopt(_ descriptor: Int32, _ stream: String) async {
        let handler = HostOutputHandler(stream, host: self, eventLoop: eventLoop)
        do {
            let output = try await NIOPipeBootstrap(group: eventLoop)
                .channelOption(.autoRead, value: false)
                .channelInitializer { $0.pipeline.addHandler(handler) }
                .takingOwnershipOfDescriptor(input: descriptor).get()
            outputs.append(output)
        } catch {
            close(descriptor)
            log.warn("what the plugin prints on \(stream) is lost, as its pipe cannot be read: \(error)")
        }
    }

    /// Runs one job in a host that is idle.
    func run(_ job: HostJob, _ execution: Execution) async -> AttemptReport {
        guard case .idle = lifecycle.state else { return .handedBack("the plugin host ended before it got the job") }
        return await withCheckedContinuation { continuation in
            self.job = (continuation, execution)
            log.job = (job.token, job.id)
            perform(.run(job))
            // A request may have come before there was anything to stop.
            if let request = execution.request { perform(.stopJob(job.token, request)) }
        }
    }

    func stopJob(_ token: UInt64, _ request: StopRequest) { perform(.stopJob(token, request)) }

    /// Whether it can take a job.
    var isIdle: Bool { lifecycle.state == .idle }

    /// Ends a host that is not needed any more, and waits for nothing. From any thread.
    nonisolated func retire() { eventLoop.execute { self.assumeIsolated { $0.perform(.stop) } } }

    /// Ends the host and waits until it is reaped.
    func stop() async {
        perform(.stop)
        guard !isOver else { return }
        await withCheckedContinuation { onEnd.append($0) }
    }

    func received(_ event: HostEvent) {
        switch event {
        case .log(let line): log.write(line)
        case .counter(_, let name, let delta): observer.counters.add(delta, to: name)
        default: perform(.received(event))
        }
    }

    func printed(_ line: String, stream: String) { log.write(line, stream: stream) }

    func failed(_ reason: String) {
        log.warn("the plugin host \(reason)")
        perform(.faulty(reason))
    }

    /// What it had sent has been read to the end.
    func framesEnded() {
        framesAreOver = true
        // Without its socket nothing can be asked of it any more.
        perform(.closed)
        concludeIfOver()
    }

    private func exited(_ exit: ProcessExit) {
        self.exit = exit
        closeSoon()
        concludeIfOver()
    }

    /// The process has ended, and what it sent is there to be read. But somebody whom it started, and who left its
    /// process group, may hold its descriptors open.
    private func closeSoon() {
        for channel in outputs + [channel].compactMap(\.self) {
            eventLoop.scheduleTask(in: Self.remainderTime) { channel.close(promise: nil) }
        }
    }

    private func concludeIfOver() {
        guard let exit, framesAreOver, !isOver else { return }
        isOver = true
        observer.pages.remove(memory, processID: processID)
        // Its word of the start may not have come through; the page has it.
        if memory.page.runningToken != 0 { perform(.received(.started(memory.page.runningToken))) }
        // A handler, too, can exit as a host does whose worker stood still.
        let isBelieved = exit.hostExitCode != .workerStoodStill || observer.pages.haveStoodStill
        perform(.ended(isBelieved ? exit : .unknown))
        observer.onEnd(self, exit)
        for waiter in onEnd { waiter.resume() }
        onEnd = []
    }

    private func perform(_ event: HostLifecycle.Event) {
        for action in lifecycle.handle(event) { perform(action) }
    }

    private func perform(_ action: HostLifecycle.Action) {
        switch action {
        case .send(let command): channel?.writeAndFlush(ByteBuffer(bytes: command.encoded()), promise: nil)
        case .raiseCancelFlag(let token): memory.page.cancelledToken = token
        case .setTimer(let milliseconds):
            timer?.cancel()
            timer = eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
                self.assumeIsolated { $0.perform(.timeIsUp) }
            }
        case .setStallTimer(let milliseconds):
            stallTimer?.cancel()
            stallTimer = eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
                self.assumeIsolated { $0.perform(.silentForTooLong) }
            }
        case .clearTimers:
            timer?.cancel()
            timer = nil
            stallTimer?.cancel()
            stallTimer = nil
        case .killGroup: child.signalGroup(SIGKILL)
        case .becameReady: concludeStart(nil)
        case .startFailed(let reason): concludeStart(reason)
        case .report(let report):
            job?.onReport.resume(returning: report)
            job = nil
            log.job = nil
        case .progress(let progress): job?.execution.onProgress(progress)
        case .checkpoint(let bytes): job?.execution.onCheckpoint(bytes)
        }
    }

    private func concludeStart(_ failure: String?) {
        if case .underWay(let waiter) = start { waiter?.resume(returning: failure) }
        start = .over(failure)
    }
}
