/// A job as far as people are shown it.
struct JobView: Decodable, Sendable, Hashable {
    struct Failure: Decodable, Sendable, Hashable {
        var code: String
        var message: String
    }

    struct Progress: Decodable, Sendable, Hashable {
        var fraction: Double?
        var message: String?

        /// `40 %  half of it`
        var text: String {
            let percent = fraction.flatMap { Int(exactly: ($0 * 100).rounded(.down)) }.map { "\($0) %" }
            return [percent, message].compactMap { $0 }.joined(separator: "  ")
        }
    }

    var jobID: String
    var jobType: String
    var status: String
    var attempt: Int
    var cancelRequested: Bool?
    var progress: Progress?
    var error: Failure?
    var worker: String?
    var idempotencyKey: String?
    var createdAt: String?
    /// Of a scheduled or retrying job: when it is due.
    var runAt: String?
    var startedAt: String?
    var finishedAt: String?
    var burnedAttempts: Int?
    var crashes: Int?
    var losses: Int?

    /// `burned attempts 4, crashes 3`: those that are not zero; nil: all are.
    var counts: String? {
        let counts = [("burned attempts", burnedAttempts), ("crashes", crashes), ("losses", losses)]
        let told = counts.compactMap { name, count in count.flatMap { $0 == 0 ? nil : "\(name) \($0)" } }
        return told.isEmpty ? nil : told.joined(separator: ", ")
    }

    var isFinal: Bool { ["completed", "failed", "dead_letter", "cancelled"].contains(status) }
    var isCompleted: Bool { status == "completed" }

    enum CodingKeys: String, CodingKey {
        case jobID = "job_id"
        case jobType = "job_type"
        case status, attempt, progress, error, worker, crashes, losses
        case burnedAttempts = "burned_attempts"
        case cancelRequested = "cancel_requested"
        case idempotencyKey = "idempotency_key"
        case createdAt = "created_at"
        case runAt = "run_at"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }
}
