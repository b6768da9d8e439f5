import GRPCCore
import JobModel
import SwiftProtobuf

/// The gRPC door: translates between messages and ``JobService``.
struct JobSchedulerService: Jobscheduler_V1_JobSchedulerService.ServiceProtocol {
    let service: JobService

    /// A client takes messages of 4 MiB, unless it says otherwise.
    private static let maximumPageBytes = 3 << 20

    func submitJob(
        request: ServerRequest<Jobscheduler_V1_SubmitJobRequest>, context: ServerContext
    ) async throws -> ServerResponse<Jobscheduler_V1_SubmitJobResponse> {
        try await answer(request) { (request) async throws(APIError) in
            let answer = try await service.submit(Submission(request))
            return .with {
                $0.jobID = answer.job.id.description
                $0.status = answer.job.state.rawValue
                $0.idempotentReplayed = answer.isRepeated
            }
        }
    }

    func getJob(
        request: ServerRequest<Jobscheduler_V1_GetJobRequest>, context: ServerContext
    ) async throws -> ServerResponse<Jobscheduler_V1_Job> {
        try await answer(request) { (request) async throws(APIError) in
            Jobscheduler_V1_Job(try await service.job(request.jobID))
        }
    }

    func listJobs(
        request: ServerRequest<Jobscheduler_V1_ListJobsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Jobscheduler_V1_ListJobsResponse> {
        try await answer(request) { (request) async throws(APIError) in
            let page = try await service.list(ListRequest(request), maximumBytes: Self.maximumPageBytes)
            return .with {
                $0.jobs = page.jobs.map { Jobscheduler_V1_Job($0) }
                $0.nextCursor = page.next?.description ?? ""
            }
        }
    }

    func cancelJob(
        request: ServerRequest<Jobscheduler_V1_CancelJobRequest>, context: ServerContext
    ) async throws -> ServerResponse<Jobscheduler_V1_Job> {
        try await answer(request) { (request) async throws(APIError) in
            Jobscheduler_V1_Job(try await service.cancel(request.jobID))
        }
    }

    func retryJob(
        request: ServerRequest<Jobscheduler_V1_RetryJobRequest>, context: ServerContext
    ) async throws -> ServerResponse<Jobscheduler_V1_Job> {
        try await answer(request) { (request) async throws(APIError) in
            Jobscheduler_V1_Job(
                try await service.retry(request.jobID, discardCheckpoint: request.discardCheckpoint))
        }
    }

    func listAttempts(
        request: ServerRequest<Jobscheduler_V1_ListAttemptsRequest>, context: ServerContext
    ) async throws -> ServerResponse<Jobscheduler_V1_ListAttemptsResponse> {
        try await answer(request) { (request) async throws(APIError) in
            let attempts = try await service.attempts(of: request.jobID)
            return .with { $0.attempts = attempts.map { Jobscheduler_V1_Attempt($0) } }
        }
    }

    func listDeadLetters(
        request: ServerRequest<Jobscheduler_V1_ListDeadLettersRequest>, context: ServerContext
    ) async throws -> ServerResponse<Jobscheduler_V1_ListDeadLettersResponse> {
        try await answer(request) { (request) async throws(APIError) in
            Jobscheduler_V1_ListDeadLettersResponse(
                try await service.deadLetters(DeadLetterRequest(request), maximumBytes: Self.maximumPageBytes))
        }
    }

    func retryDeadLetters(
        request: ServerRequest<Jobscheduler_V1_RetryDeadLettersRequest>, context: ServerContext
    ) async throws -> ServerResponse<Jobscheduler_V1_RetryDeadLettersResponse> {
        try await answer(request) { (request) async throws(APIError) in
            Jobscheduler_V1_RetryDeadLettersResponse(try await service.retryDeadLetters(RetryRequest(request)))
        }
    }

    /// Names the request in its answer, and makes an error the status that gRPC knows.
    private func answer<Question: Sendable, Answer: Sendable>(
        _ request: ServerRequest<Question>, _ body: (Question) async throws(APIError) -> Answer
    ) async throws -> ServerResponse<Answer> {
        let id = RequestID(sent: request.metadata[stringValues: RequestID.header].first { _ in true })
        do {
            let message = try await body(request.message)
            return ServerResponse(message: message, metadata: [RequestID.header: "\(id)"])
        } catch {
            throw GRPCStatus(error: error, requestID: id).rpcError
        }
    }
}
