/// The body of `POST /dead-letters/retry`. What is nil the server decides.
struct DeadLetterRetry: Encodable, Sendable {
    var jobType: String?
    var errorCode: String?
    /// nil: dead letters alone.
    var statuses: [String]?
    var limit: Int?
    var dryRun = false

    enum CodingKeys: String, CodingKey {
        case jobType = "job_type"
        case errorCode = "error_code"
        case statuses = "status_filter"
        case limit
        case dryRun = "dry_run"
    }
}
