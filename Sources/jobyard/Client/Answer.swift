/// What the server answered: its bytes, and what we understand of them.
struct Answer<Value: Sendable>: Sendable {
    var bytes: [UInt8]
    var value: Value
    /// Whether the server answered as it did an earlier request with the same idempotency key.
    var isRepeated = false
}
