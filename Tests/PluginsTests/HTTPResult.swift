import CJobyardPlugin
import Foundation
import Testing

/// The result of `http_request`, as a client reads it.
struct HTTPResult: Decodable {
    let status: Int
    let headers: [String: String]
    let body: String
    let bodyEncoding: String
    let url: String
    let redirects: Int
    let httpVersion: String
    let timing: [String: Double]

    enum CodingKeys: String, CodingKey {
        case status, headers, body, url, redirects, timing
        case bodyEncoding = "body_encoding"
        case httpVersion = "http_version"
    }
}

extension DrivenPlugin {
    /// Runs a job that must complete.
    func httpResult(_ payload: String) async throws -> HTTPResult {
        let attempt = await run(payload)
        try #require(attempt.outcome == JOBYARD_OK, "\(attempt)")
        return try JSONDecoder().decode(HTTPResult.self, from: Data(try #require(attempt.result).utf8))
    }
}
