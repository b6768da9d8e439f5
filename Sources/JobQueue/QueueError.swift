import RedisClient

/// Why the live queue did not do what was asked.
package enum QueueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Redis is away, or did not answer in time: it may have been carried out.
    case unavailable(String)
    /// This Redis has been opened anew since the connection was made: connect again.
    case otherEpoch
    /// This Redis is a replica now: the master is elsewhere.
    case replica
    /// No server has opened this Redis yet, or it went back in time.
    case notOpen
    /// Another server is about to open this Redis.
    case opening
    /// Jobs would not be safe in this Redis: it must be set up otherwise.
    case unsupported(String)
    /// Above the high-water mark of memory or of unrecorded transitions: try again later.
    case overloaded(String)
    /// Redis holds what no Jobyard of this layout wrote.
    case malformed(String, String)
    /// Redis refused the command.
    case refused(String)

    /// Whether the connection leads to a Redis that is not, or no longer, the one to talk to.
    var isOfTheConnection: Bool { self == .otherEpoch || self == .replica }

    package var description: String {
        switch self {
        case .unavailable(let reason): "Redis is unavailable: \(reason)"
        case .otherEpoch: "Redis has been opened anew"
        case .replica: "this Redis is a replica now; connecting to the master"
        case .notOpen: "Redis has not been opened by a server yet: start `jobyard server` or `jobyard up`"
        case .opening: "another server is opening Redis: wait a moment"
        case .unsupported(let reason): "this Redis cannot be used: \(reason)"
        case .overloaded(let reason): "the queue is full: \(reason)"
        case .malformed(let what, let text): "what Redis holds cannot be read as \(what): \(text.prefix(200))"
        case .refused(let reason): "Redis refused: \(reason)"
        }
    }
}

extension QueueError {
    init(_ error: any Error) {
        switch error {
        case let error as QueueError: self = error
        case RedisError.server(let answer):
            switch answer.code {
            case "EPOCH": self = .otherEpoch
            case "READONLY", "MASTERDOWN", "UNBLOCKED": self = .replica
            case "BACKLOG", "OOM": self = .overloaded(answer.message)
            default: self = .refused("\(answer.code) \(answer.message)")
            }
        case RedisError.unexpectedReply(let what): self = .malformed("an answer", "\(what)")
        default: self = .unavailable("\(error)")
        }
    }

    /// Turns an answer of Redis into a value. What has another shape is ``malformed(_:_:)``, which names what was read.
    static func reading<Value>(_ what: String, _ body: () throws -> Value) throws(QueueError) -> Value {
        do {
            return try body()
        } catch let error as QueueError {
            throw error
        } catch {
            throw .malformed(what, "\(error)")
        }
    }
}
