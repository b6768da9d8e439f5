/// Wakes one loop. Raised any number of times while the loop is busy, it turns the loop once more.
final class Signal: Sendable {
    let turns: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (turns, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func raise() { continuation.yield() }

    /// Ends the loop after the turn under way.
    func finish() { continuation.finish() }
}
