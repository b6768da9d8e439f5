import CLinux

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

    /// Fits behind the name of the process.
    package var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled: "ended by \(signalName ?? "a signal")"
        case .unknown: "ended, nobody knows how"
        }
    }
}
