/// A value that somebody will announce, once.
final class Announced<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func resolve(_ value: Value) {
        continuation.yield(value)
        continuation.finish()
    }

    /// nil: cancelled before it was announced.
    func value() async -> Value? { await stream.first { _ in true } }
}
