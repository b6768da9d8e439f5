import NIOCore
import Synchronization

/// What the callers' tasks and the connection's event loop share: the queue of calls and the bytes to send. Callers are
/// resumed outside the lock.
final class Exchange: Sendable {
    typealias Caller = CheckedContinuation<Result<[RedisValue], RedisError>, Never>
    private typealias Queue = CommandQueue<Caller>

    private struct State {
        var queue: Queue
        var outbox = Outbox()
    }

    enum Submission {
        /// `isFirst`: the event loop is to be told that there is something to send.
        case accepted(isFirst: Bool)
        case refused(RedisError)
    }

    private let state: Mutex<State>
    private let lastID = Atomic<UInt64>(0)

    init(_ configuration: RedisConfiguration) {
        let bounds = Queue.Bounds(
            commands: configuration.maximumOutstandingCommands, bytes: configuration.maximumOutstandingBytes)
        state = Mutex(State(queue: Queue(bounds: bounds)))
    }

    func makeID() -> UInt64 { lastID.wrappingAdd(1, ordering: .relaxed).newValue }

    var closeReason: RedisError? { state.withLock { $0.queue.closeReason } }

    /// Queues commands, in one step with their bytes. A caller that is refused has been told.
    func submit(
        _ bytes: ByteBuffer, commands: Int, id: UInt64, deadline: NIODeadline, caller: Caller?
    ) -> Submission {
        let submission: Submission = state.withLock { state in
            let call = Queue.Call(
                id: id, caller: caller, commands: commands, bytes: bytes.readableBytes, deadline: deadline)
            if let error = state.queue.submit(call) { return .refused(error) }
            return .accepted(isFirst: state.outbox.append(bytes))
        }
        if case .refused(let error) = submission { caller?.resume(returning: .failure(error)) }
        return submission
    }

    /// The bytes to send now, and when to look for overdue answers.
    func takeOutbox() -> (chunks: [ByteBuffer], nextDeadline: NIODeadline?) {
        state.withLock { ($0.outbox.take(), $0.queue.nextDeadline) }
    }

    /// False: the connection is to be closed.
    func receive(_ replies: [RedisValue]) -> Bool {
        let (answers, isOpen) = state.withLock { state in
            let answers = state.queue.receive(replies)
            return (answers, state.queue.closeReason == nil)
        }
        tell(answers)
        return isOpen
    }

    func cancel(_ id: UInt64) {
        state.withLock { $0.queue.cancel(id) }?.resume(returning: .failure(.cancelled))
    }

    /// False: the connection is to be closed.
    func expire(at now: NIODeadline) -> (isOpen: Bool, nextDeadline: NIODeadline?) {
        switch state.withLock({ $0.queue.expire(at: now) }) {
        case .none(let next): return (true, next)
        case .expired(let answers):
            tell(answers)
            return (false, nil)
        }
    }

    func close(_ reason: RedisError) {
        tell(state.withLock { $0.queue.close(reason) })
    }

    private func tell(_ answers: [Queue.Answer]) {
        for (caller, result) in answers { caller.resume(returning: result) }
    }
}
