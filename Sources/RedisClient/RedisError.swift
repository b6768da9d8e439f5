/// Why a call to Redis has no answer, or not the one that was hoped for.
package enum RedisError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nothing was sent: no connection, or too much outstanding on it. The reason stands for itself, so that it can be
    /// handed on without one more "unavailable" at each step.
    case unavailable(String)
    /// Redis refused a step of the handshake, such as AUTH.
    case handshakeRefused(step: String, RedisServerError)
    /// No answer in time, and the connection is closed. The command may have been carried out.
    case timedOut
    /// The connection closed before the answer came. The command may have been carried out.
    case connectionClosed(String)
    /// The waiting task was cancelled. The command may have been carried out; its answer is dropped when it comes.
    case cancelled
    /// Redis answered with an error.
    case server(RedisServerError)
    /// The answer has another shape than the caller expects.
    case unexpectedReply(String)

    package var description: String {
        switch self {
        case .unavailable(let reason): reason
        case .handshakeRefused(let step, let error): "Redis refused \(step): \(error)"
        case .timedOut: "Redis did not answer in time"
        case .connectionClosed(let reason): "the connection to Redis closed: \(reason)"
        case .cancelled: "cancelled while waiting for Redis"
        case .server(let error): "Redis answered \(error)"
        case .unexpectedReply(let what): "Redis answered in an unexpected shape: \(what)"
        }
    }
}
