import Glibc
import NIOCore
import NIOPosix

/// Why a connection was not made or broke, in words and in one line: what SwiftNIO prints names every attempt, lookup and
/// system call.
enum ConnectionFailure {
    static func reason(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            let attempts = error.connectionErrors.map { reason(of: $0.error) }
            return attempts.isEmpty ? "the name was not found" : Set(attempts).sorted().joined(separator: "; ")
        case ChannelError.connectTimeout(let time): return "no connection within \(Duration(time))"
        case let error as IOError: return describe(errorNumber: error.errnoCode)
        default: return "\(error)"
        }
    }

    /// Any thread: glibc's buffer is the thread's own (strerror(3)).
    private static func describe(errorNumber: Int32) -> String {
        strerror(errorNumber).map { String(cString: $0) } ?? "error \(errorNumber)"
    }
}
