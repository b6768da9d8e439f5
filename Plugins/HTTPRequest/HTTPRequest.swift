import HTTPRequestPolicy
import JobyardPlugin

/// The payload of `http_request`.
struct HTTPRequest: Decodable {
    let url: String
    let method: String?
    let headers: [String: String]?
    let body: String?
    let timeoutSeconds: Double?

    enum CodingKeys: String, CodingKey {
        case url, method, headers, body
        case timeoutSeconds = "timeout_seconds"
    }

    static let schema = """
        {
          "type": "object",
          "properties": {
            "url": {"type": "string", "minLength": 1, "maxLength": 8192, "description": "http or https."},
            "method": {"enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], "default": "GET"},
            "headers": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 8192}},
            "body": {"type": "string"},
            "timeout_seconds": {"type": "number", "exclusiveMinimum": 0, "maximum": 86400, "default": 30}
          },
          "required": ["url"],
          "additionalProperties": false
        }
        """

    func check() throws(PluginFailure) {
        do {
            try RequestRules.check(url: url)
            try RequestRules.check(method: method ?? "GET")
            for (name, value) in headers ?? [:] { try RequestRules.check(header: name, value: value) }
        } catch {
            throw .discard(code: error.code, message: error.message)
        }
        guard timeoutSeconds ?? 30 > 0, timeoutSeconds ?? 30 <= 86_400 else {
            throw .discard(code: "invalid_payload", message: "timeout_seconds must be above 0 and at most 86400")
        }
    }
}
