/// The body of `POST /jobs`. What is nil the server decides.
struct NewJob: Encodable, Sendable {
    var jobType: String
    /// JSON text in a string, so that its bytes stay as they are.
    var payload: String
    var priority: Int?
    var maximumRetries: Int?
    var timeoutSeconds: Double?

    enum CodingKeys: String, CodingKey {
        case jobType = "job_type"
        case payload, priority
        case maximumRetries = "max_retries"
        case timeoutSeconds = "timeout_seconds"
    }
}
