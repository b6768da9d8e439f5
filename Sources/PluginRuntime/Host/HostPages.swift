import Glibc
import PluginWire
import Synchronization

/// The shared pages of all hosts of a worker: one place raises all their counters.
final class HostPages: Sendable {
    private let pages = Mutex<[pid_t: PageMemory]>([:])
    private let raised = Mutex<Raised>(Raised())

    private struct Raised {
        var last: ContinuousClock.Instant?
        var stoodStillAt: ContinuousClock.Instant?
    }

    /// A second, the pause between two raises, less than a host bears: one that ended itself was not too early.
    private static let standstill = Duration.milliseconds(WorkerPulse.standstillMilliseconds - 1000)
    private static let memory = standstill * 3

    func insert(_ memory: PageMemory, processID: pid_t) { pages.withLock { $0[processID] = memory } }

    /// The number may be another host's by now.
    func remove(_ memory: PageMemory, processID: pid_t) {
        pages.withLock { pages in
            if pages[processID] === memory { pages[processID] = nil }
        }
    }

    /// Whether the counters stood still of late, so that a host which ended itself for that may be believed.
    var haveStoodStill: Bool {
        raised.withLock { raised in
            let now = ContinuousClock.now
            guard let last = raised.last else { return true }
            return now - last >= Self.standstill || raised.stoodStillAt.map { now - $0 <= Self.memory } ?? false
        }
    }

    /// The process ids of the hosts that live.
    var processIDs: [pid_t] { pages.withLock { Array($0.keys) } }

    /// Tells every host that the worker is alive; once a second.
    func raiseCounters() {
        raised.withLock { raised in
            let now = ContinuousClock.now
            if let last = raised.last, now - last >= Self.standstill { raised.stoodStillAt = now }
            raised.last = now
        }
        pages.withLock { pages in
            for memory in pages.values { memory.page.raiseCounter() }
        }
    }
}
