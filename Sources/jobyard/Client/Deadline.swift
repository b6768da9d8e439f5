/// What was not done in time.
struct DeadlineExceeded: Error {}

/// Runs the body, and cancels it when its time is over: a server that sends a byte now and then does not hold us for ever.
func withDeadline<Value: Sendable>(
    in time: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: time)
            throw DeadlineExceeded()
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw DeadlineExceeded() }
        return value
    }
}
