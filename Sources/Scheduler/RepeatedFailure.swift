/// A fault that is met again and again is told once, until it changes or ends.
struct RepeatedFailure {
    private var last: String?

    /// Whether this failure is another than the last one.
    mutating func isNew(_ error: any Error) -> Bool {
        let failure = "\(error)"
        defer { last = failure }
        return failure != last
    }

    mutating func end() { last = nil }
}
