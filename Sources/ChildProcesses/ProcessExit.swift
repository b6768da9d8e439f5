import CLinux
import PluginWire

/// How a child process ended.
package enum ProcessExit: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)
    /// Somebody else reaped it.
    case unknown

    /// `SIGABRT`; nil: no signal ended it.
    package var signalName: String? {
        guard case .signalled(let signal) = self else { return nil }
        return sigabbrev_np(signal).map { "SIG" + String(cString: $0) } ?? "SIG\(signal)"
    }

    /// Why a plugin host ended by itself, if it did.
    var hostExitCode: HostExitCode? {
        guard case .exited(let code) = self else { return nil }
        return HostExitCode(rawValue: code)
    }

    /// Fits behind "plugin host".
    package var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled: "ended by \(signalName ?? "a signal")"
        case .unknown: "ended, nobody knows how"
        }
    }
}
