import FoundationEssentials
import HTTPRequestPolicy
import JobyardPlugin

/// The result of `http_request`.
struct HTTPResponse: Encodable {
    let status: Int
    let headers: [String: String]
    let body: String
    /// `base64` if the body is no UTF-8 text.
    let bodyEncoding: String?

    enum CodingKeys: String, CodingKey {
        case status, headers, body
        case bodyEncoding = "body_encoding"
    }

    static let schema = """
        {
          "type": "object",
          "properties": {
            "status": {"type": "integer", "minimum": 100, "maximum": 999},
            "headers": {"type": "object", "additionalProperties": {"type": "string"}},
            "body": {"type": "string"},
            "body_encoding": {"const": "base64", "description": "There if the body is no UTF-8 text."}
          },
          "required": ["status", "headers", "body"],
          "additionalProperties": false
        }
        """

    init(status: Int, head: ResponseHead, body: [UInt8]) {
        self.status = status
        headers = head.headers
        if let text = String(validating: body, as: UTF8.self) {
            (self.body, bodyEncoding) = (text, nil)
        } else {
            (self.body, bodyEncoding) = (Data(body).base64EncodedString(), "base64")
        }
    }

    /// - Throws: what the status says of the job, if it is no success.
    func judged() throws(PluginFailure) -> HTTPResponse {
        let code = "http_\(status)"
        let message = "the server answered with status \(status)"
        switch StatusVerdict(status: status) {
        case .result: return self
        case .discard: throw .discard(code: code, message: message)
        case .retry:
            let after = StatusVerdict.retryAfter(headers["retry-after"]).map { Duration.seconds($0) }
            throw .retry(code: code, message: message, after: after)
        }
    }
}
