import Glibc
import PluginWire
import Synchronization

/// The main thread: it alone loads the plugin and calls its init, health, run and shutdown.
struct HandlerThread {
    let session: HostSession
    let file: String

    func run() -> Never {
        waitForStart()
        let plugin: RunningPlugin
        do {
            plugin = try RunningPlugin.start(file)
        } catch {
            refuse(error.description)
        }
        session.state.withLock { $0.plugin = plugin }
        session.outbox.send(.ready)
        while true {
            while let job = takeJob() { perform(job, plugin) }
            if session.state.withLock({ $0.isStopping && $0.mailbox.isEmpty }) { shutDown(plugin) }
            session.handlerBell.wait()
        }
    }

    private func waitForStart() {
        while session.state.withLock({ $0.settings == nil }) {
            if session.state.withLock({ $0.isStopping }) { exit(0) }
            session.handlerBell.wait()
        }
    }

    private func refuse(_ reason: String) -> Never {
        session.outbox.send(.refused(reason))
        session.outbox.drainBeforeExit()
        _exit(HostExitCode.refused.rawValue)
    }

    private func takeJob() -> HostJob? {
        session.state.withLock { $0.mailbox.isEmpty ? nil : $0.mailbox.removeFirst() }
    }

    private func perform(_ job: HostJob, _ plugin: RunningPlugin) {
        // A worker that stood still has lost its leases: somebody else may be running this job by now.
        if session.workerStandsStill() { ProcessEnd.now(.workerStoodStill) }
        guard let type = plugin.descriptor.types.first(where: { $0.name == job.type }) else {
            let error = HostOutcome.HandlerError(
                code: "unknown_type", message: "the plugin has no job type “\(job.type)”")
            session.outbox.send(
                .finished(HostOutcome(token: job.token, code: OutcomeCode.retry.rawValue, error: error)))
            return
        }
        let call = HandlerCall(job, type: type)
        // A pending job goes on reading after run has returned.
        withExtendedLifetime(call) {
            let now = HostClock.now()
            session.state.withLock { $0.job = CurrentJob(job, type: type, now: now) }
            session.page.runningToken = job.token
            session.outbox.send(.started(job.token))
            session.state.withLock { $0.job?.cancelCall = .notMade }
            // The flag may have come before the job: then it is on_cancel's turn now.
            if session.page.cancelledToken == job.token { session.controlBell.ring() }
            let returned = call.run(state: plugin.state)
            session.state.withLock { $0.job?.runReturned(returned) }
            finish(job.token)
        }
    }

    /// Waits for the outcome of a pending job, tells it, and then lets on_cancel return, which nothing may overtake.
    private func finish(_ token: UInt64) {
        var outcome = session.state.withLock { $0.job?.outcome }
        while outcome == nil {
            session.handlerBell.wait()
            outcome = session.state.withLock { $0.job?.outcome }
        }
        let notes = session.state.withLock { $0.notes.takeAll(now: HostClock.now()) }
        for note in notes { session.outbox.send(note) }
        if let outcome { session.outbox.send(.finished(outcome)) }
        while session.state.withLock({ $0.job?.cancelCall == .underWay }) { session.handlerBell.wait() }
        session.page.runningToken = 0
        session.state.withLock { $0.job = nil }
    }

    private func shutDown(_ plugin: RunningPlugin) -> Never {
        plugin.descriptor.shutdown?(plugin.state)
        let notes = session.state.withLock { $0.notes.takeAll(now: HostClock.now()) }
        for note in notes { session.outbox.send(note) }
        session.outbox.drainBeforeExit()
        exit(0)
    }
}
