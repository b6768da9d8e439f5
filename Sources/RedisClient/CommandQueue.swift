import NIOCore

/// The calls of one connection that await their answers: a pure value. Redis answers in the order of sending, so order
/// is all there is to know, and nothing may ever leave the queue but by its answer or the end of the connection.
///
/// `Caller` is whoever waits; a call whose caller has gone (cancelled) keeps its place.
struct CommandQueue<Caller> {
    /// What to tell whom.
    typealias Answer = (caller: Caller, result: Result<[RedisValue], RedisError>)

    struct Bounds: Sendable {
        var commands: Int
        var bytes: Int
    }

    struct Call {
        var id: UInt64
        /// nil: nobody waits, and the answer is dropped.
        var caller: Caller?
        /// Commands, each with one reply.
        var commands: Int
        /// As sent.
        var bytes: Int
        var deadline: NIODeadline
        fileprivate var replies: [RedisValue] = []

        init(id: UInt64, caller: Caller?, commands: Int, bytes: Int, deadline: NIODeadline) {
            self.id = id
            self.caller = caller
            self.commands = commands
            self.bytes = bytes
            self.deadline = deadline
        }
    }

    /// What ``expire(at:)`` found.
    enum Expiry {
        case none(next: NIODeadline?)
        /// The connection is to be closed.
        case expired([Answer])
    }

    private let bounds: Bounds
    private var calls = CircularBuffer<Call>()
    private var commands = 0
    private var bytes = 0
    /// No deadline is before this one; one that was met may linger here until ``expire(at:)``.
    private(set) var nextDeadline: NIODeadline?
    /// Set once: why nothing is accepted any more.
    private(set) var closeReason: RedisError?

    init(bounds: Bounds) {
        self.bounds = bounds
    }

    var isEmpty: Bool { calls.isEmpty }

    /// Appends a call. The error says why it was not, and then it must not be sent.
    mutating func submit(_ call: Call) -> RedisError? {
        if let closeReason { return .unavailable("\(closeReason)") }
        guard call.commands <= bounds.commands - commands else {
            return .unavailable("more than \(bounds.commands) commands would be outstanding")
        }
        guard call.bytes <= bounds.bytes - bytes else {
            return .unavailable("more than \(bounds.bytes) bytes would be outstanding")
        }
        commands += call.commands
        bytes += call.bytes
        nextDeadline = nextDeadline.map { min($0, call.deadline) } ?? call.deadline
        calls.append(call)
        return nil
    }

    /// Hands replies to the calls in their order. A reply that nobody asked for closes the queue: see ``closeReason``.
    mutating func receive(_ replies: [RedisValue]) -> [Answer] {
        var answers: [Answer] = []
        for reply in replies {
            guard let first = calls.indices.first else {
                return answers + close(Self.reason(ofUnasked: reply))
            }
            calls[first].replies.append(reply)
            guard calls[first].replies.count == calls[first].commands else { continue }
            let call = calls.removeFirst()
            commands -= call.commands
            bytes -= call.bytes
            if let caller = call.caller { answers.append((caller, .success(call.replies))) }
        }
        return answers
    }

    /// The caller goes, its call stays. nil: it has been answered already.
    mutating func cancel(_ id: UInt64) -> Caller? {
        guard let index = calls.firstIndex(where: { $0.id == id }) else { return nil }
        defer { calls[index].caller = nil }
        return calls[index].caller
    }

    /// Closes the queue if an answer is overdue: later answers could no longer be told apart.
    mutating func expire(at now: NIODeadline) -> Expiry {
        guard calls.contains(where: { $0.deadline <= now }) else {
            nextDeadline = calls.lazy.map(\.deadline).min()
            return .none(next: nextDeadline)
        }
        let reasonOfOthers = RedisError.connectionClosed("Redis did not answer an earlier command in time")
        return .expired(end(.timedOut) { $0.deadline <= now ? .timedOut : reasonOfOthers })
    }

    /// Ends the queue and tells all who wait. A second time it changes nothing.
    mutating func close(_ reason: RedisError) -> [Answer] {
        closeReason == nil ? end(reason) { _ in reason } : []
    }

    private mutating func end(_ reason: RedisError, failure: (Call) -> RedisError) -> [Answer] {
        closeReason = reason
        nextDeadline = nil
        defer { calls.removeAll() }
        return calls.compactMap { call in call.caller.map { ($0, .failure(failure(call))) } }
    }

    /// Redis says such things before it hangs up: too many clients, protected mode.
    private static func reason(ofUnasked reply: RedisValue) -> RedisError {
        if case .error(let error) = reply { return .connectionClosed("Redis said \(error)") }
        return .connectionClosed("Redis sent a reply that nobody had asked for")
    }
}
