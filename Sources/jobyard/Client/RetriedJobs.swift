/// The answer of `POST /dead-letters/retry`.
struct RetriedJobs: Decodable, Sendable {
    /// Nothing was changed: these are the jobs that would be.
    var dryRun: Bool
    var jobIDs: [String]
    /// Whether others match that are beyond the limit.
    var more: Bool

    enum CodingKeys: String, CodingKey {
        case dryRun = "dry_run"
        case jobIDs = "job_ids"
        case more
    }
}
