import ChildProcesses
import Glibc
import Logging
import PluginWire

/// How hosts of one plugin are started.
struct HostLaunch: Sendable {
    var executable: String
    /// The checked copy of the plugin.
    var file: String
    var settings: HostSettings
    var environment: [String: String]
    var limits: HostLifecycle.Limits
    /// With the plugin in its metadata.
    var logger: Logger

    /// A process just started, and the worker's ends of what leads to it.
    struct Opened: Sendable {
        var process: SpawnedProcess
        /// The socket.
        var frames: Int32
        var memory: PageMemory
    }

    /// Blocks until the process has called exec.
    func open() throws(SpawnError) -> Opened {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SpawnError(call: "socketpair", number: errno)
        }
        let ours = try OwnedDescriptor(ends[0], from: "socketpair")
        let theirs = try OwnedDescriptor(ends[1], from: "socketpair")
        let (memory, page) = try PageMemory.make()
        let process = try SpawnedProcess.start(
            ProcessPlan(
                executable: executable, arguments: ["run", file],
                environment: BareEnvironment.make(granted: environment), descriptors: [theirs.release(), page]))
        return Opened(process: process, frames: ours.release(), memory: memory)
    }
}
