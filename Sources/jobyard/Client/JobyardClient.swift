import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The REST API, as the command line uses it.
struct JobyardClient: Sendable {
    let url: String

    private static let timeout = TimeAmount.seconds(30)
    private static let maximumAnswer = 16 << 20

    /// A job as far as people are shown it.
    struct JobView: Decodable, Sendable {
        struct Failure: Decodable, Sendable {
            var code: String
            var message: String
        }
        var jobID: String
        var jobType: String
        var status: String
        var attempt: Int
        var error: Failure?

        var isFinal: Bool { ["completed", "failed", "dead_letter", "cancelled"].contains(status) }

        enum CodingKeys: String, CodingKey {
            case jobID = "job_id"
            case jobType = "job_type"
            case status, attempt, error
        }
    }

    /// An answer: its bytes, and the job in it.
    struct Answer: Sendable {
        var bytes: [UInt8]
        var job: JobView
    }

    struct NewJob: Encodable {
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

    func submit(_ job: NewJob) async throws(ClientError) -> Answer {
        var request = HTTPClientRequest(url: url + "/jobs")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        do {
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(job)))
        } catch {
            throw .malformedAnswer("\(error)")
        }
        return try await send(request)
    }

    func get(_ id: String) async throws(ClientError) -> Answer {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-"))
        return try await send(
            HTTPClientRequest(url: url + "/jobs/" + (id.addingPercentEncoding(withAllowedCharacters: allowed) ?? id)))
    }

    private func send(_ request: HTTPClientRequest) async throws(ClientError) -> Answer {
        let status: UInt
        let bytes: [UInt8]
        do {
            (status, bytes) = try await Self.withHTTPClient { client in
                let response = try await client.execute(request, timeout: Self.timeout)
                let body = try await response.body.collect(upTo: Self.maximumAnswer)
                return (response.status.code, Array(body.readableBytesView))
            }
        } catch {
            throw .unreachable(url: url, reason: "\(error)")
        }
        guard (200..<300).contains(status) else {
            throw .refused(status: status, problem: try? JSONDecoder().decode(Problem.self, from: Data(bytes)))
        }
        do {
            return Answer(bytes: bytes, job: try JSONDecoder().decode(JobView.self, from: Data(bytes)))
        } catch {
            throw .malformedAnswer("\(error)")
        }
    }
}

extension JobyardClient {
    /// Where nobody listens, that is said at once.
    private static func withHTTPClient<Answer: Sendable>(
        _ body: @Sendable (HTTPClient) async throws -> Answer
    ) async throws -> Answer {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(configuration: configuration)
        let result = await Result { try await body(client) }
        try await client.shutdown()
        return try result.get()
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
