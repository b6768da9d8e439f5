import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The REST API, as the command line uses it: the only place that speaks HTTP. Whatever the server sends is bounded in
/// size and time.
struct JobyardClient: Sendable {
    let address: ServerAddress
    private let http: HTTPClient
    /// For one request, its answer read.
    private let timeout: Duration

    private static let maximumAnswer = 64 << 20
    static let standardTimeout = Duration.seconds(30)

    /// Makes a client for as long as the body runs.
    static func with<Result>(
        _ address: ServerAddress, timeout: Duration = standardTimeout,
        _ body: (JobyardClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(min(timeout, .seconds(10)))))
        // Where nobody listens, that is said at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(configuration: configuration)
        do {
            let result = try await body(JobyardClient(address: address, http: http, timeout: timeout))
            try await http.shutdown()
            return result
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    func submit(_ job: NewJob) async throws(ClientError) -> Answer<JobView> { try await post("/jobs", job) }

    func job(_ id: String) async throws(ClientError) -> Answer<JobView> { try await get(Self.path(id)) }

    func attempts(of id: String) async throws(ClientError) -> Answer<AttemptList> {
        try await get(Self.path(id) + "/attempts")
    }

    func cancel(_ id: String) async throws(ClientError) -> Answer<JobView> {
        try await post(Self.path(id) + "/cancel", CancelOptions())
    }

    func retry(_ id: String, _ options: RetryOptions) async throws(ClientError) -> Answer<JobView> {
        try await post(Self.path(id) + "/retry", options)
    }

    func deadLetters(_ filter: DeadLetterFilter) async throws(ClientError) -> Answer<DeadLetterPage> {
        try await get("/dead-letters", query: filter.query)
    }

    func retryDeadLetters(_ retry: DeadLetterRetry) async throws(ClientError) -> Answer<RetriedJobs> {
        try await post("/dead-letters/retry", retry)
    }

    /// One page; `cursor`: the one that the page before named.
    func jobs(_ filter: JobFilter, limit: Int, cursor: String?) async throws(ClientError) -> Answer<JobPage> {
        var query = filter.query + [("limit", String(limit))]
        if let cursor { query.append(("cursor", cursor)) }
        return try await get("/jobs", query: query)
    }

    func jobTypes() async throws(ClientError) -> Answer<JobTypeList> { try await get("/job-types") }

    func workers() async throws(ClientError) -> Answer<WorkerList> { try await get("/workers") }

    private func get<Value: Decodable>(
        _ path: String, query: [(name: String, value: String)] = []
    ) async throws(ClientError) -> Answer<Value> {
        try await send(HTTPClientRequest(url: address.url(path, query: query)))
    }

    private func post<Value: Decodable>(
        _ path: String, _ body: some Encodable
    ) async throws(ClientError) -> Answer<Value> {
        var request = HTTPClientRequest(url: address.url(path))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        do {
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
        } catch {
            throw .unreadable(reason: "the request cannot be written as JSON: \(error)")
        }
        return try await send(request)
    }

    private static func path(_ id: String) -> String { "/jobs/" + ServerAddress.escape(id) }

    private func send<Value: Decodable>(_ request: HTTPClientRequest) async throws(ClientError) -> Answer<Value> {
        let response: HTTPClientResponse
        let bytes: [UInt8]
        do {
            (response, bytes) = try await withDeadline(in: timeout) {
                let response = try await http.execute(request, deadline: .distantFuture)
                let body = try await response.body.collect(upTo: Self.maximumAnswer)
                return (response, Array(body.readableBytesView))
            }
        } catch is NIOTooManyBytesError {
            throw .tooLarge(maximumBytes: Self.maximumAnswer)
        } catch {
            let reason = ConnectionFailure.reason(of: error)
            guard request.method != .POST || ConnectionFailure.excludesDelivery(error) else {
                throw .unanswered(address, reason: reason)
            }
            throw .unreachable(address, reason: reason)
        }
        guard (200..<300).contains(response.status.code) else {
            throw .refused(
                Refusal(
                    address: address, status: response.status.code,
                    problem: try? JSONDecoder().decode(Problem.self, from: Data(bytes)),
                    requestID: response.headers.first(name: "X-Request-Id")))
        }
        do {
            return Answer(
                bytes: bytes, value: try JSONDecoder().decode(Value.self, from: Data(bytes)),
                isRepeated: response.headers.first(name: "Idempotent-Replayed") == "true")
        } catch {
            throw .unreadable(reason: "it is not the JSON that was expected")
        }
    }
}
