import AsyncHTTPClient
import ChildProcesses
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Why no answer came, in words.
enum ConnectionFailure {
    private static let reasons: [(error: HTTPClientError, reason: String)] = [
        (.connectTimeout, "no connection in time"), (.readTimeout, "no answer in time"),
        (.remoteConnectionClosed, "the connection was closed before the answer"),
    ]

    static func reason(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            guard let first = error.connectionErrors.first else { return "\(error.host) is not known" }
            return reason(of: first.error)
        case is HTTPParserError: return "what answers there does not speak HTTP"
        case is DeadlineExceeded: return "no answer in time"
        case let error as IOError: return SystemError(error.errnoCode).description
        case let error as HTTPClientError: return reasons.first { $0.error == error }?.reason ?? error.shortDescription
        default: return "\(error)"
        }
    }

    /// Whether no Jobyard server can have been given the request. Else it may have been carried out.
    static func excludesDelivery(_ error: any Error) -> Bool {
        switch error {
        case is NIOConnectionError, is HTTPParserError: true
        case let error as IOError: [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode)
        case let error as HTTPClientError: error == .connectTimeout
        default: false
        }
    }
}
