/// One attempt of a job as far as people are shown it.
struct AttemptView: Decodable, Sendable, Hashable {
    var attempt: Int
    var worker: String
    var hostPID: Int?
    var startedAt: String?
    var endedAt: String?
    /// nil: it runs.
    var outcome: String?
    var error: JobView.Failure?
    /// The name of the signal that ended its process.
    var signal: String?

    enum CodingKeys: String, CodingKey {
        case attempt, worker
        case hostPID = "host_pid"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case outcome, error, signal
    }
}
