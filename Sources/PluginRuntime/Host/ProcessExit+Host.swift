import ChildProcesses
import PluginWire

extension ProcessExit {
    /// Why a plugin host ended by itself, if it did.
    var hostExitCode: HostExitCode? {
        guard case .exited(let code) = self else { return nil }
        return HostExitCode(rawValue: code)
    }
}
