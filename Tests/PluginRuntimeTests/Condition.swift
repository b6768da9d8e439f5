/// Waits for a condition, with a bound.
func eventually(
    _ what: String, within limit: Duration = .seconds(20), _ condition: @Sendable () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard .now < end else { throw TestFailure("did not happen within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
