import NIOCore
import Testing

@testable import RedisClient

/// The queue's rules, call by call. A caller is a letter here.
struct CommandQueueTests {
    private typealias Queue = CommandQueue<Character>

    private static let lost = RedisError.connectionClosed("lost")
    private static let early = RedisError.connectionClosed("Redis did not answer an earlier command in time")

    @Test func answersInOrderOfSubmission() {
        var queue = queue("a", "b", "c")
        #expect(told(queue.receive([.integer(1), .integer(2)])) == ["a 1", "b 2"])
        #expect(told(queue.receive([.integer(3)])) == ["c 3"])
        #expect(queue.isEmpty)
    }

    @Test func aCallOfSeveralCommandsIsAnsweredOnce() {
        var queue = Queue(bounds: .init(commands: 10, bytes: 100))
        _ = queue.submit(call("a", id: 1, commands: 3))
        _ = queue.submit(call("b", id: 2))
        #expect(told(queue.receive([.integer(1)])) == [])
        #expect(told(queue.receive([.integer(2), .integer(3), .integer(4)])) == ["a 1 2 3", "b 4"])
    }

    @Test func aCancelledCallKeepsItsPlace() {
        var queue = queue("a", "b")
        #expect(queue.cancel(1) == "a")
        #expect(queue.cancel(1) == nil)
        #expect(told(queue.receive([.integer(1), .integer(2)])) == ["b 2"])
        #expect(queue.cancel(2) == nil)
    }

    @Test func anErrorReplyIsAnAnswer() {
        var queue = queue("a", "b")
        let error = RedisServerError(code: "OOM", message: "full")
        let answers = queue.receive([.error(error), .integer(2)])
        #expect(answers.count == 2)
        #expect(answers.first?.result == .success([.error(error)]))
    }

    @Test func commandsBeyondTheBoundAreRefusedUntilOthersAreAnswered() {
        var queue = Queue(bounds: .init(commands: 2, bytes: 100))
        #expect(queue.submit(call("a", id: 1)) == nil)
        #expect(
            queue.submit(call("b", id: 2, commands: 2)) == .unavailable("more than 2 commands would be outstanding"))
        #expect(queue.submit(call("b", id: 3)) == nil)
        #expect(queue.submit(call("c", id: 4)) == .unavailable("more than 2 commands would be outstanding"))
        _ = queue.receive([.null])
        #expect(queue.submit(call("c", id: 5)) == nil)
    }

    @Test func bytesBeyondTheBoundAreRefusedUntilOthersAreAnswered() {
        var queue = Queue(bounds: .init(commands: 10, bytes: 100))
        #expect(queue.submit(call("a", id: 1, bytes: 101)) == .unavailable("more than 100 bytes would be outstanding"))
        #expect(queue.submit(call("a", id: 2, bytes: 60)) == nil)
        #expect(queue.submit(call("b", id: 3, bytes: 60)) == .unavailable("more than 100 bytes would be outstanding"))
        // A caller that has gone still takes its place.
        _ = queue.cancel(2)
        #expect(queue.submit(call("b", id: 4, bytes: 60)) != nil)
        _ = queue.receive([.null])
        #expect(queue.submit(call("b", id: 5, bytes: 60)) == nil)
    }

    @Test func closingTellsAllAndRefusesTheNext() {
        var queue = queue("a", "b")
        _ = queue.cancel(1)
        #expect(told(queue.close(Self.lost)) == ["b \(Self.lost)"])
        #expect(told(queue.close(.cancelled)) == [])
        #expect(queue.closeReason == Self.lost)
        #expect(queue.submit(call("c", id: 3)) == .unavailable("\(Self.lost)"))
    }

    @Test func anOverdueAnswerClosesTheQueue() {
        var queue = Queue(bounds: .init(commands: 10, bytes: 100))
        _ = queue.submit(call("a", id: 1, deadline: 50))
        _ = queue.submit(call("b", id: 2, deadline: 20))
        _ = queue.submit(call("c", id: 3, deadline: 30))
        #expect(queue.nextDeadline == .uptimeNanoseconds(20))
        guard case .none(let next) = queue.expire(at: .uptimeNanoseconds(19)) else {
            Issue.record("expired too early")
            return
        }
        #expect(next == .uptimeNanoseconds(20))
        guard case .expired(let answers) = queue.expire(at: .uptimeNanoseconds(30)) else {
            Issue.record("did not expire")
            return
        }
        #expect(told(answers) == ["a \(Self.early)", "b \(RedisError.timedOut)", "c \(RedisError.timedOut)"])
        #expect(queue.closeReason == .timedOut)
    }

    @Test func anAnswerInTimeMovesTheNextDeadline() {
        var queue = Queue(bounds: .init(commands: 10, bytes: 100))
        _ = queue.submit(call("a", id: 1, deadline: 20))
        _ = queue.submit(call("b", id: 2, deadline: 50))
        _ = queue.receive([.null])
        guard case .none(let next) = queue.expire(at: .uptimeNanoseconds(20)) else {
            Issue.record("an answered call expired")
            return
        }
        #expect(next == .uptimeNanoseconds(50))
        _ = queue.receive([.null])
        guard case .none(let none) = queue.expire(at: .uptimeNanoseconds(50)) else {
            Issue.record("an answered call expired")
            return
        }
        #expect(none == nil)
    }

    @Test(arguments: [
        (RedisValue.integer(1), "Redis sent a reply that nobody had asked for"),
        (
            .error(RedisServerError(code: "ERR", message: "max number of clients")),
            "Redis said ERR max number of clients"
        ),
    ])
    func aReplyThatNobodyAskedForClosesTheQueue(reply: RedisValue, reason: String) {
        var queue = queue("a")
        #expect(told(queue.receive([.integer(1), reply])) == ["a 1"])
        #expect(queue.closeReason == .connectionClosed(reason))
    }

    private func call(
        _ caller: Character, id: UInt64, commands: Int = 1, bytes: Int = 1, deadline: UInt64 = 1_000
    ) -> Queue.Call {
        Queue.Call(id: id, caller: caller, commands: commands, bytes: bytes, deadline: .uptimeNanoseconds(deadline))
    }

    private func queue(_ callers: Character...) -> Queue {
        var queue = Queue(bounds: .init(commands: 10, bytes: 100))
        for (index, caller) in callers.enumerated() { _ = queue.submit(call(caller, id: UInt64(index + 1))) }
        return queue
    }

    private func told(_ answers: [Queue.Answer]) -> [String] {
        answers.map { caller, result in
            switch result {
            case .success(let replies):
                ([String(caller)] + replies.map { (try? $0.integer()).map(String.init) ?? "?" }).joined(separator: " ")
            case .failure(let error): "\(caller) \(error)"
            }
        }
    }
}
