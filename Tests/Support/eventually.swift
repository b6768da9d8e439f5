/// A condition did not come true in time.
package struct NotInTime: Error, CustomStringConvertible {
    package let description: String
}

/// Looks every few milliseconds whether a condition is true yet. What it throws, it throws.
///
/// - Throws: ``NotInTime`` where it is not true within the bound: generous, for it says "never".
package func eventually(
    _ what: String = "the condition", timeout: Duration = .seconds(20), isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + timeout
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            throw NotInTime(description: "\(what) was not true within \(timeout)")
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
