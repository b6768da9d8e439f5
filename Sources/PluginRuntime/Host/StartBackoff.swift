import JobModel

/// When a plugin's next host may be started, after starts that failed and hosts that died idle: a value.
struct StartBackoff: Sendable {
    private let policy: RetryPolicy
    private(set) var failures = 0
    private(set) var retryAt: ContinuousClock.Instant?

    init(policy: RetryPolicy) { self.policy = policy }

    /// - Parameter failuresAtStart: of the moment the start began, so that starts which fail side by side count once.
    mutating func failed(failuresAtStart: Int, now: ContinuousClock.Instant, jitter: Double = .random(in: 0...1)) {
        guard failuresAtStart == failures else { return }
        failures += 1
        retryAt = now + .milliseconds(policy.delay(afterBurned: failures, jitter: jitter))
    }

    /// A job ran to its end.
    mutating func succeeded() {
        failures = 0
        retryAt = nil
    }
}
