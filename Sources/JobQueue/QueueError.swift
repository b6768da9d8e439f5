import RedisClient

/// Why the live queue did not do what was asked.
package enum QueueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Redis is away, or did not answer in time: it may have been carried out.
    case unavailable(String)
    /// This Redis has been opened anew since the connection was made: connect again.
    case otherEpoch
    /// No server has opened this Redis yet, or it went back in time.
    case notOpen
    /// Above the high-water mark of memory or of unrecorded transitions: try again later.
    case overloaded(String)
    /// Redis holds what no Jobyard of this layout wrote.
    case malformed(String, String)
    /// Redis refused the command.
    case refused(String)

    package var description: String {
        switch self {
        case .unavailable(let reason): "Redis is unavailable: \(reason)"
        case .otherEpoch: "Redis has been opened anew"
        case .notOpen: "Redis has not been opened by a server yet: start `jobyard server` or `jobyard up`"
        case .overloaded(let reason): "the queue is full: \(reason)"
        case .malformed(let what, let text): "Redis holds a \(what) that cannot be read: \(text.prefix(200))"
        case .refused(let reason): "Redis refused: \(reason)"
        }
    }
}
