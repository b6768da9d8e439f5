import Glibc
import PluginWire
import Synchronization

/// What the three threads of a plugin host, and the plugin's own, share.
final class HostSession: Sendable {
    /// The ABI's functions carry no context, and there is one plugin to a process: hence the one global.
    static let shared = HostSession()

    struct State: Sendable {
        /// nil until the worker's first frame.
        var settings: HostSettings?
        /// Once it is initialised.
        var plugin: RunningPlugin?
        var mailbox: [HostJob] = []
        var job: CurrentJob?
        var notes = PendingNotes()
        var pulse: WorkerPulse
        var isStopping = false
    }

    let page: SharedPage
    let outbox: FrameOutbox
    let state: Mutex<State>
    private let latestCompleted = Atomic<UInt64>(0)
    let handlerBell = Doorbell()
    let controlBell = Doorbell()

    private init() {
        let memory = mmap(
            nil, SharedPage.length, PROT_READ | PROT_WRITE, MAP_SHARED, HostFileDescriptor.sharedPage, 0)
        guard let memory, memory != MAP_FAILED else {
            ProcessEnd.refuse("cannot map the shared page on descriptor 4: \(ErrorNumber.last)")
        }
        close(HostFileDescriptor.sharedPage)
        _ = fcntl(HostFileDescriptor.frames, F_SETFD, FD_CLOEXEC)
        page = SharedPage(memory)
        outbox = FrameOutbox(socket: HostFileDescriptor.frames, bell: controlBell)
        state = Mutex(State(pulse: WorkerPulse(counter: page.counter, now: HostClock.now())))
    }

    /// Does something with the job in hand if the token is its and it is not over; nil: stale.
    func withJob<Answer: Sendable>(_ token: UInt64, _ body: (inout CurrentJob) -> Answer) -> Answer? {
        state.withLock { state in
            guard var job = state.job, job.token == token, !job.isOver else { return nil }
            state.job = nil
            defer { state.job = job }
            return body(&job)
        }
    }

    /// Takes a note of the job in hand, or of the plugin (token 0), and sends what is due. False: stale.
    func note(_ token: UInt64, pluginToo: Bool = false, _ put: (inout PendingNotes) -> Void) -> Bool {
        let hasToWait: Bool? = state.withLock { state in
            let isOfJob = state.job.map { $0.token == token && !$0.isOver } ?? false
            guard isOfJob || (pluginToo && token == 0) else { return nil }
            let wasDueAt = state.notes.dueAt
            put(&state.notes)
            sendDueNotes(&state)
            // The control thread waits for what was due already.
            return state.notes.dueAt != nil && state.notes.dueAt != wasDueAt
        }
        guard let hasToWait else { return false }
        if hasToWait { controlBell.ring() }
        return true
    }

    func sendDueNotes() { state.withLock { sendDueNotes(&$0) } }

    /// Under the lock: a checkpoint that was taken out of the notes must not be overtaken by its job's outcome, after
    /// which the worker has no more use for it. Sending never blocks.
    private func sendDueNotes(_ state: inout State) {
        for event in state.notes.takeDue(now: HostClock.now()) { outbox.send(event) }
    }

    /// The token of the job that was completed last, which is over though its `run` may go on.
    var completedToken: UInt64 {
        get { latestCompleted.load(ordering: .acquiring) }
        set { latestCompleted.store(newValue, ordering: .releasing) }
    }

    /// Whether the worker's counter has stood still for too long.
    func workerStandsStill() -> Bool {
        let counter = page.counter
        return state.withLock { $0.pulse.standsStill(counter: counter, now: HostClock.now()) }
    }
}
