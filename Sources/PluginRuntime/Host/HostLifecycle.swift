import ChildProcesses
import JobModel
import PluginWire

/// The life of one plugin host, apart from all I/O: what happened goes in, what is to be done comes out.
///
/// ```
/// starting ─ready─► idle ◄─finished─ running ─┐ asked to stop: flag, frame, grace, SIGKILL
///    │ refused, late   └─────run────────►  ▲──┘
///    └──────────────► ending ─────────► ended
/// ```
struct HostLifecycle: Sendable {
    enum Event: Sendable, Hashable {
        case received(HostEvent)
        /// There is a job for it, which is idle.
        case run(HostJob)
        /// The job with the token is to end.
        case stopJob(UInt64, StopRequest)
        /// The time of the latest ``Action/setTimer(milliseconds:)`` is over.
        case timeIsUp
        /// The time of the latest ``Action/setStallTimer(milliseconds:)`` is over.
        case silentForTooLong
        /// It is not needed any more.
        case stop
        /// It sent what is no frame, or cannot be reached.
        case faulty(String)
        /// Its end of the socket is closed: most likely it is dead, and ``ended(_:)`` follows with the reason.
        case closed
        /// The process was reaped and all that it sent was read.
        case ended(ProcessExit)
    }

    enum Action: Sendable, Hashable {
        case send(HostCommand)
        case raiseCancelFlag(UInt64)
        /// Takes the place of a timer that is still set.
        case setTimer(milliseconds: Int)
        /// The same, but beside that other timer.
        case setStallTimer(milliseconds: Int)
        /// Takes both timers away.
        case clearTimers
        /// SIGKILL to its process group.
        case killGroup
        /// It came up, and is idle.
        case becameReady
        /// It did not come up; said once.
        case startFailed(String)
        /// The attempt is over; the host is idle unless it is ending.
        case report(AttemptReport)
        case progress(JobProgress)
        case checkpoint([UInt8])
    }

    /// The limits of time that do not belong to a job, in milliseconds.
    struct Limits: Sendable, Hashable {
        var start = 30_000
        /// From sending a job to an idle host until it is begun.
        var pickUp = 10_000
        /// For `shutdown`.
        var stop = 3000
    }

    enum State: Sendable, Hashable {
        case starting
        case idle
        case running(RunningJob)
        /// Nothing more is expected of it but its end.
        case ending
        case ended
    }

    struct RunningJob: Sendable, Hashable {
        let token: UInt64
        /// 0: none
        let timeoutMilliseconds: Int
        let graceMilliseconds: Int
        /// The longest silence of the handler; 0: no bound.
        let heartbeatTimeoutMilliseconds: Int
        var isStarted = false
        var request: StopRequest?
        var isKilled = false
        var progress: JobProgress?
    }

    private(set) var state = State.starting
    private let processID: Int32
    private let limits: Limits
    /// Why it was killed before it was ready.
    private var startFailure: String?

    init(processID: Int32, limits: Limits = Limits()) {
        self.processID = processID
        self.limits = limits
    }

    /// The first thing to do with a process that was just started.
    func begin(_ settings: HostSettings) -> [Action] {
        [.send(.start(settings)), .setTimer(milliseconds: limits.start)]
    }

    mutating func handle(_ event: Event) -> [Action] {
        switch (state, event) {
        case (.ended, _): []
        case (_, .ended(let exit)): end(exit)
        case (.starting, _): whileStarting(event)
        case (.idle, _): whileIdle(event)
        case (.running(let job), _): whileRunning(job, event)
        case (.ending, .timeIsUp): [.killGroup]
        case (.ending, _): []
        }
    }

    private mutating func whileStarting(_ event: Event) -> [Action] {
        switch event {
        case .received(.ready):
            state = .idle
            return [.clearTimers, .becameReady]
        case .received(.refused(let reason)):
            state = .ending
            return [
                .setTimer(milliseconds: limits.stop), .startFailed(reason.cut(toBytes: WireLimits.errorMessage)),
            ]
        case .timeIsUp:
            return failStart("was not ready within \(limits.start) ms")
        case .stop:
            return failStart("was stopped before it was ready")
        case .faulty(let reason):
            return failStart(reason)
        case .closed:
            return [.killGroup]
        default:
            return []
        }
    }

    private mutating func failStart(_ reason: String) -> [Action] {
        startFailure = startFailure ?? reason
        return [.clearTimers, .killGroup]
    }

    private mutating func whileIdle(_ event: Event) -> [Action] {
        switch event {
        case .run(let job):
            state = .running(
                RunningJob(
                    token: job.token, timeoutMilliseconds: Int(job.timeoutMilliseconds),
                    graceMilliseconds: Int(job.cancelGraceMilliseconds),
                    heartbeatTimeoutMilliseconds: Int(job.heartbeatTimeoutMilliseconds)))
            return [.send(.run(job)), .setTimer(milliseconds: limits.pickUp)]
        case .stop:
            state = .ending
            return [.send(.stop), .setTimer(milliseconds: limits.stop)]
        case .faulty, .closed:
            state = .ending
            return [.killGroup]
        default:
            // Late words about a job that is over.
            return []
        }
    }

    private mutating func whileRunning(_ job: RunningJob, _ event: Event) -> [Action] {
        var job = job
        switch event {
        case .received(.started(job.token)) where !job.isStarted:
            job.isStarted = true
            state = .running(job)
            // Once it was asked to stop, the grace counts.
            guard job.request == nil else { return [] }
            let timer: Action =
                job.timeoutMilliseconds > 0 ? .setTimer(milliseconds: job.timeoutMilliseconds) : .clearTimers
            return [timer] + awaitSign(of: job)
        case .received(.heartbeat(job.token)):
            return awaitSign(of: job)
        case .received(.progress(job.token, let fraction, let message)):
            guard fraction.isFinite else { return [] }
            let progress = JobProgress(
                fraction: max(0, min(1, fraction)), message: message?.cut(toBytes: WireLimits.progressMessage))
            job.progress = progress
            state = .running(job)
            return [.progress(progress)] + awaitSign(of: job)
        case .received(.checkpoint(job.token, let bytes)):
            return bytes.count <= WireLimits.checkpoint ? [.checkpoint(bytes)] + awaitSign(of: job) : []
        case .received(.finished(let outcome)) where outcome.token == job.token:
            var report = AttemptReport(outcome, of: job)
            if case .kill(let reason) = job.request { report = .handedBack(reason) }
            state = job.isKilled ? .ending : .idle
            return [.clearTimers, .report(completed(report, job))]
        case .stopJob(job.token, let request):
            return stop(job, request)
        case .timeIsUp:
            if job.request != nil { return kill(job) }
            return job.isStarted ? stop(job, .timeout) : stop(job, .kill("the plugin host did not begin the job"))
        case .silentForTooLong:
            return job.isStarted ? stop(job, .stall) : []
        case .stop:
            return stop(job, .kill("the worker stops"))
        case .faulty, .closed:
            return kill(job)
        default:
            return []
        }
    }

    /// The handler has just given a sign of life. Once it was asked to stop, nobody waits for the next.
    private func awaitSign(of job: RunningJob) -> [Action] {
        guard job.isStarted, job.request == nil, job.heartbeatTimeoutMilliseconds > 0 else { return [] }
        return [.setStallTimer(milliseconds: job.heartbeatTimeoutMilliseconds)]
    }

    private mutating func stop(_ job: RunningJob, _ request: StopRequest) -> [Action] {
        var job = job
        if case .kill = request {
            job.request = request
            return kill(job)
        }
        // The first request counts: its grace is running.
        guard job.request == nil else { return [] }
        job.request = request
        state = .running(job)
        return [
            .raiseCancelFlag(job.token), .send(.cancel(job.token)), .setTimer(milliseconds: job.graceMilliseconds),
        ]
    }

    private mutating func kill(_ job: RunningJob) -> [Action] {
        var job = job
        job.isKilled = true
        state = .running(job)
        return [.clearTimers, .killGroup]
    }

    private mutating func end(_ exit: ProcessExit) -> [Action] {
        defer { state = .ended }
        switch state {
        case .starting:
            return [.clearTimers, .startFailed(startFailure ?? "the plugin host \(exit) before it was ready")]
        case .running(let job):
            return [.clearTimers, .report(completed(AttemptReport(exit, of: job), job))]
        case .idle, .ending, .ended:
            return [.clearTimers]
        }
    }

    private func completed(_ report: AttemptReport, _ job: RunningJob) -> AttemptReport {
        var report = report
        report.hostProcessID = processID
        report.progress = job.progress
        return report
    }
}
