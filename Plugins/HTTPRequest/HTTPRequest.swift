import HTTPRequestPolicy
import JobyardPlugin

/// The payload of `http_request`. What is not given is as ``schema`` says.
struct HTTPRequest: Decodable {
    let url: String
    let method: String?
    let headers: [String: String]?
    let body: String?
    let bodyEncoding: BodyEncoding?
    let timeoutSeconds: Double?
    let connectTimeoutSeconds: Double?
    let followRedirects: Bool?
    let expectStatus: ExpectedStatuses?
    let maximumResponseBytes: Int?

    enum CodingKeys: String, CodingKey {
        case url, method, headers, body
        case bodyEncoding = "body_encoding"
        case timeoutSeconds = "timeout_seconds"
        case connectTimeoutSeconds = "connect_timeout_seconds"
        case followRedirects = "follow_redirects"
        case expectStatus = "expect_status"
        case maximumResponseBytes = "max_response_bytes"
    }

    private static let longestTimeoutSeconds = 86_400
    private static let usualTimeoutSeconds = 30
    private static let usualConnectTimeoutSeconds = 10
    /// Base64 makes four characters of three bytes.
    private static let longestBody = (RequestRules.maximumBodyBytes + 2) / 3 * 4

    /// The text of an array of plain words is also their JSON.
    static let schema = """
        {
          "type": "object",
          "properties": {
            "url": {
              "type": "string", "minLength": 1, "maxLength": \(RequestRules.maximumURLBytes),
              "description": "Where to: http or https, without a user or password."
            },
            "method": {
              "enum": \(RequestRules.methods), "default": "GET",
              "description": "What to do there."
            },
            "headers": {
              "type": "object", "maxProperties": \(RequestRules.maximumHeaders),
              "additionalProperties": {"type": "string", "maxLength": 8192, "description": "The value of this header."},
              "description": "Headers by name, at most \(RequestRules.maximumHeaderBytes >> 10) KiB together. Host, Content-Length and others that frame or route the message are set by http_request itself."
            },
            "body": {
              "type": "string", "maxLength": \(longestBody),
              "description": "What to send, as body_encoding says, at most \(RequestRules.maximumBodyBytes >> 20) MiB. Name its type in a Content-Type header."
            },
            "body_encoding": {
              "enum": ["text", "base64"], "default": "text",
              "description": "How body is written: as it is, sent in UTF-8, or as base64 of bytes that need not be text."
            },
            "timeout_seconds": {
              "type": "number", "exclusiveMinimum": 0, "maximum": \(longestTimeoutSeconds),
              "default": \(usualTimeoutSeconds),
              "description": "For everything, redirects included; the time of the attempt is a bound as well."
            },
            "connect_timeout_seconds": {
              "type": "number", "exclusiveMinimum": 0, "maximum": \(longestTimeoutSeconds),
              "default": \(usualConnectTimeoutSeconds),
              "description": "For looking up the name, connecting and the TLS handshake, for each server."
            },
            "follow_redirects": {
              "type": "boolean", "default": false,
              "description": "Whether to go where 301, 302, 303, 307 and 308 point, at most \(RedirectRules.maximumRedirects) times. 303 turns every method but HEAD into GET, 301 and 302 turn POST into GET. To another origin only headers go that describe the body or what is acceptable: no Authorization, Cookie or others that may be credentials."
            },
            "expect_status": {
              "type": "array", "minItems": 1, "maxItems": 32,
              "items": {
                "anyOf": [
                  {
                    "type": "integer", "minimum": \(ExpectedStatuses.statuses.lowerBound),
                    "maximum": \(ExpectedStatuses.statuses.upperBound)
                  },
                  {"enum": \(ExpectedStatuses.hundreds)}
                ],
                "description": "One status, or all of a hundred."
              },
              "default": ["2xx", "3xx"],
              "description": "The statuses that mean success. Of all others, 408, 425, 429 and 5xx are tried again, after the Retry-After that the server names (at most a day); the rest fail the job for good."
            },
            "max_response_bytes": {
              "type": "integer", "minimum": \(ResponseLimits.bodyBytes.lowerBound),
              "maximum": \(ResponseLimits.bodyBytes.upperBound),
              "description": "A larger body of the response fails the job for good. The operator's max_response_bytes, \(Settings().maximumResponseBytes) if not set, is the default and the most that may be asked for."
            }
          },
          "required": ["url"],
          "additionalProperties": false
        }
        """

    /// What is to be sent first.
    func outgoing() throws(PluginFailure) -> OutgoingRequest {
        var bytes: [UInt8]?
        if let body {
            bytes = (bodyEncoding ?? .text).decode(body)
            guard bytes != nil else { throw .discard(code: "invalid_body", message: "body is not base64") }
        }
        let request = OutgoingRequest(url: url, method: method ?? "GET", headers: headers ?? [:], body: bytes)
        do {
            try RequestRules.check(request)
        } catch {
            throw .discard(code: error.code, message: error.message)
        }
        return request
    }

    /// How to go about it.
    func terms(_ settings: Settings) throws(PluginFailure) -> HTTPExchange.Terms {
        let most = settings.maximumResponseBytes
        guard (1...most).contains(maximumResponseBytes ?? most) else {
            throw Self.invalid("max_response_bytes must be from 1 to \(most), as the operator set it")
        }
        return HTTPExchange.Terms(
            timeout: try Self.duration(timeoutSeconds ?? Double(Self.usualTimeoutSeconds), "timeout_seconds"),
            connectTimeout: try Self.duration(
                connectTimeoutSeconds ?? Double(Self.usualConnectTimeoutSeconds), "connect_timeout_seconds"),
            followsRedirects: followRedirects ?? false, expected: expectStatus ?? .usual,
            maximumBodyBytes: maximumResponseBytes ?? most, addresses: settings.addresses)
    }

    private static func duration(_ seconds: Double, _ name: String) throws(PluginFailure) -> Duration {
        guard seconds > 0, seconds <= Double(longestTimeoutSeconds) else {
            throw invalid("\(name) must be above 0 and at most \(longestTimeoutSeconds)")
        }
        return .seconds(seconds)
    }

    private static func invalid(_ message: String) -> PluginFailure {
        .discard(code: "invalid_payload", message: message)
    }
}
