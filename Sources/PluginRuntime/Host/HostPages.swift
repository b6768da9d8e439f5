import Glibc
import PluginWire
import Synchronization

/// The shared pages of all hosts of a worker: one place raises all their counters.
final class HostPages: Sendable {
    private let pages = Mutex<[pid_t: PageMemory]>([:])

    func insert(_ memory: PageMemory, processID: pid_t) { pages.withLock { $0[processID] = memory } }

    func remove(processID: pid_t) { pages.withLock { $0[processID] = nil } }

    /// The process ids of the hosts that live.
    var processIDs: [pid_t] { pages.withLock { Array($0.keys) } }

    /// Tells every host that the worker is alive; once a second.
    func raiseCounters() {
        pages.withLock { pages in
            for memory in pages.values { memory.page.raiseCounter() }
        }
    }
}
