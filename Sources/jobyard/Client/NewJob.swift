/// The body of `POST /jobs`. What is nil the server decides.
struct NewJob: Encodable, Sendable {
    var jobType: String
    /// JSON text in a string, so that its bytes stay as they are.
    var payload: String
    var priority: Int?
    var maximumRetries: Int?
    var timeoutSeconds: Double?
    /// RFC 3339.
    var runAt: String?
    var delaySeconds: Double?
    var retryPolicy: RetryPolicy?
    var idempotencyKey: String?

    struct RetryPolicy: Encodable, Sendable, Hashable {
        var baseSeconds: Double?
        var factor: Double?
        var capSeconds: Double?

        enum CodingKeys: String, CodingKey {
            case baseSeconds = "base_seconds"
            case factor
            case capSeconds = "cap_seconds"
        }
    }

    enum CodingKeys: String, CodingKey {
        case jobType = "job_type"
        case payload, priority
        case maximumRetries = "max_retries"
        case timeoutSeconds = "timeout_seconds"
        case runAt = "run_at"
        case delaySeconds = "delay_seconds"
        case retryPolicy = "retry_policy"
        case idempotencyKey = "idempotency_key"
    }
}
