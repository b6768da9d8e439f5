import GRPCCore
import JobModel
import SwiftProtobuf

/// The gRPC door: translates between messages and ``JobService``.
struct JobSchedulerProvider: Jobscheduler_V1_JobSchedulerService.SimpleServiceProtocol {
    let service: JobService

    func submitJob(
        request: Jobscheduler_V1_SubmitJobRequest, context: ServerContext
    ) async throws -> Jobscheduler_V1_SubmitJobResponse {
        let submission = Submission(
            type: request.jobType, payload: Array(request.payload.utf8),
            priority: request.hasPriority ? Int(request.priority) : nil,
            maximumRetries: request.hasMaxRetries ? Int(request.maxRetries) : nil,
            timeoutSeconds: request.hasTimeoutSeconds ? request.timeoutSeconds : nil)
        return try await translatingErrors { () async throws(APIError) in
            let job = try await service.submit(submission)
            return .with {
                $0.jobID = job.id.description
                $0.status = job.state.rawValue
            }
        }
    }

    func getJob(request: Jobscheduler_V1_GetJobRequest, context: ServerContext) async throws -> Jobscheduler_V1_Job {
        try await translatingErrors { () async throws(APIError) in
            Jobscheduler_V1_Job(try await service.job(request.jobID))
        }
    }

    private func translatingErrors<Answer>(_ body: () async throws(APIError) -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch {
            throw RPCError(error)
        }
    }
}

extension RPCError {
    init(_ error: APIError) {
        let code: RPCError.Code =
            switch error.code {
            case .malformedRequest, .invalidField, .unknownField, .unknownJobType, .invalidPayload: .invalidArgument
            case .payloadTooLarge: .resourceExhausted
            case .notFound: .notFound
            case .methodNotAllowed: .unimplemented
            case .overloaded, .unavailable: .unavailable
            case .internalError: .internalError
            }
        self.init(code: code, message: error.detail, metadata: ["jobyard-code": "\(error.code.rawValue)"])
    }
}

extension Jobscheduler_V1_Job {
    init(_ job: Job) {
        self.init()
        jobID = job.id.description
        jobType = job.specification.type
        status = job.state.rawValue
        priority = Int32(job.specification.priority.level)
        payload = String(decoding: job.specification.payload, as: UTF8.self)
        if let result = job.result { self.result = String(decoding: result, as: UTF8.self) }
        if let failure = job.failure {
            error = .with {
                $0.code = failure.code
                $0.message = failure.message
            }
        }
        attempt = Int32(clamping: job.status.lifecycle.attempt)
        maxRetries = Int32(clamping: job.specification.maximumRetries)
        timeoutSeconds = Double(job.specification.timeoutMilliseconds) / 1000
        if let progress = job.progress {
            self.progress = .with {
                $0.fraction = progress.fraction
                if let message = progress.message { $0.message = message }
            }
        }
        if let worker = job.status.lease?.worker { self.worker = worker.text }
        createdAt = Google_Protobuf_Timestamp(job.createdAt)
        if let startedAt = job.status.startedAt { self.startedAt = Google_Protobuf_Timestamp(startedAt) }
        if let finishedAt = job.finishedAt { self.finishedAt = Google_Protobuf_Timestamp(finishedAt) }
    }
}

extension Google_Protobuf_Timestamp {
    fileprivate init(_ timestamp: Timestamp) {
        self.init(
            seconds: timestamp.milliseconds / 1000, nanos: Int32(timestamp.milliseconds % 1000) * 1_000_000)
    }
}
