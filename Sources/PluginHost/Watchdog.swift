import Glibc
import PluginWire
import Synchronization

/// Ends the process when the worker is gone, stood still, or cannot end an overdue job. It calls nothing of the
/// plugin's, so a plugin cannot hold it up.
struct Watchdog {
    let session: HostSession

    /// The worker cancels and ends an overdue job; only where it does not, the host does, so much later.
    private static let margin: Int64 = 2000
    private static let period: Int64 = 1000

    func run() -> Never {
        while true {
            // With no events asked for, poll still tells of a hang-up.
            var interest = pollfd(fd: HostFileDescriptor.frames, events: 0, revents: 0)
            let ready = poll(&interest, 1, Int32(Self.period))
            if ready > 0, interest.revents != 0 { ProcessEnd.now(.workerGone) }
            if session.workerStandsStill() { ProcessEnd.now(.workerStoodStill) }
            lookAtDeadline()
        }
    }

    private func lookAtDeadline() {
        guard let job = session.state.withLock({ $0.job }), let deadline = job.deadline else { return }
        let overtime = HostClock.now() - deadline - Self.margin
        guard overtime >= 0 else { return }
        if overtime >= job.graceMilliseconds { ProcessEnd.now(.overdue) }
        // The flag of a worker that was stopped never comes.
        if session.page.cancelledToken != job.token {
            session.page.cancelledToken = job.token
            session.controlBell.ring()
        }
    }
}
