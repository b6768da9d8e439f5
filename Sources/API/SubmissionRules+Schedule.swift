import JobModel
import JobStore

extension SubmissionRules {
    /// Ten years.
    static let maximumDelaySeconds = 315_360_000.0
    static let backoffSeconds = 0.0...604_800
    static let backoffFactors = 1.0...1000
    static let maximumKeyLength = 255

    /// When a job is to run; nil: at once.
    static func runAt(of submission: Submission, now: Timestamp) -> Timestamp? {
        submission.runAt ?? submission.delaySeconds.map { now + Int64(($0 * 1000).rounded()) }
    }

    static func idempotencyKey(of submission: Submission) -> IdempotencyKey? {
        submission.idempotencyKey.map { IdempotencyKey(text: $0, fingerprint: submission.fingerprint) }
    }

    static func retryPolicy(of submission: Submission, type: JobType) -> RetryPolicy {
        var policy = type.retryPolicy
        guard let asked = submission.retryPolicy else { return policy }
        if let base = asked.baseSeconds { policy.baseMilliseconds = Int((base * 1000).rounded()) }
        if let cap = asked.capSeconds { policy.capMilliseconds = Int((cap * 1000).rounded()) }
        return RetryPolicy(
            baseMilliseconds: policy.baseMilliseconds, factor: asked.factor ?? policy.factor,
            capMilliseconds: policy.capMilliseconds)
    }

    /// What is said of when and how often a job runs, and of its idempotency key.
    static func checkSchedule(_ submission: Submission, now: Timestamp, _ check: inout RequestCheck) {
        let latest = now + Int64(maximumDelaySeconds * 1000)
        if submission.runAt != nil, submission.delaySeconds != nil {
            check.refuse("/delay_seconds", "must not be given together with run_at")
        } else if let delay = submission.delaySeconds, !(0...maximumDelaySeconds).contains(delay) {
            check.refuse("/delay_seconds", "must be a number from 0 to \(Int(maximumDelaySeconds)) (ten years)")
        } else if let runAt = submission.runAt, runAt > latest {
            check.refuse("/run_at", "must not be more than ten years ahead")
        }
        if let policy = submission.retryPolicy {
            checkBackoff(policy.baseSeconds, "base_seconds", &check)
            if let factor = policy.factor, !backoffFactors.contains(factor) {
                check.refuse("/retry_policy/factor", "must be a number from 1 to \(Int(backoffFactors.upperBound))")
            }
            checkBackoff(policy.capSeconds, "cap_seconds", &check)
        }
        if let key = submission.idempotencyKey, !isKey(key) {
            check.refuse("/idempotency_key", "must have 1 to \(maximumKeyLength) printable ASCII characters")
        }
    }

    private static func checkBackoff(_ seconds: Double?, _ name: String, _ check: inout RequestCheck) {
        guard let seconds, !backoffSeconds.contains(seconds) else { return }
        check.refuse(
            "/retry_policy/\(name)", "must be a number from 0 to \(Int(backoffSeconds.upperBound)) (a week)")
    }

    private static func isKey(_ text: String) -> Bool {
        (1...maximumKeyLength).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
