import Foundation

/// An answer of the REST API: its bytes as they came, and what they mean.
struct RESTAnswer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func json() throws -> JSON { try JSONDecoder().decode(JSON.self, from: Data(bytes)) }
    func job() throws -> JobAnswer { try JSONDecoder().decode(JobAnswer.self, from: Data(bytes)) }
    func problem() throws -> ProblemAnswer { try JSONDecoder().decode(ProblemAnswer.self, from: Data(bytes)) }
    func page() throws -> JobPage { try JSONDecoder().decode(JobPage.self, from: Data(bytes)) }
}

/// A job as REST shows it.
struct JobAnswer: Decodable, Sendable {
    struct Failure: Decodable, Hashable, Sendable {
        let code: String
        let message: String
    }
    struct Progress: Decodable, Hashable, Sendable {
        let fraction: Double
        let message: String?
    }

    let jobID: String
    let jobType: String
    let status: String
    let priority: Int
    let payload: JSON
    let result: JSON?
    let error: Failure?
    let attempt: Int
    let burnedAttempts: Int
    let crashes: Int
    let losses: Int
    let cancelRequested: Bool
    let maxRetries: Int
    let timeoutSeconds: Double
    let retryPolicy: JSON
    let progress: Progress?
    let worker: String?
    let idempotencyKey: String?
    let createdAt: String
    let runAt: String?
    let startedAt: String?
    let finishedAt: String?

    var isFinal: Bool { ["completed", "failed", "dead_letter", "cancelled"].contains(status) }

    enum CodingKeys: String, CodingKey {
        case jobID = "job_id"
        case jobType = "job_type"
        case status, priority, payload, result, error, attempt
        case burnedAttempts = "burned_attempts"
        case crashes, losses
        case cancelRequested = "cancel_requested"
        case maxRetries = "max_retries"
        case timeoutSeconds = "timeout_seconds"
        case retryPolicy = "retry_policy"
        case progress, worker
        case idempotencyKey = "idempotency_key"
        case createdAt = "created_at"
        case runAt = "run_at"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }
}

/// One page of `GET /jobs`.
struct JobPage: Decodable, Sendable {
    let jobs: [JobAnswer]
    let nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case jobs
        case nextCursor = "next_cursor"
    }
}

/// An `application/problem+json`.
struct ProblemAnswer: Decodable, Sendable {
    struct Violation: Decodable, Sendable {
        let pointer: String
        let message: String
    }

    let status: Int
    let code: String
    let detail: String
    let errors: [Violation]?
}
