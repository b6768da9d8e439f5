import HTTPRequestPolicy

/// The result of `http_request`.
struct HTTPResponse: Encodable {
    let status: Int
    let headers: [String: String]
    let body: String
    let bodyEncoding: BodyEncoding
    let url: String
    let redirects: Int
    let httpVersion: String
    let timing: TransferTiming

    enum CodingKeys: String, CodingKey {
        case status, headers, body, url, redirects, timing
        case bodyEncoding = "body_encoding"
        case httpVersion = "http_version"
    }

    static let schema = """
        {
          "type": "object",
          "properties": {
            "status": {"type": "integer", "minimum": 100, "maximum": 999, "description": "Of the last response."},
            "headers": {
              "type": "object",
              "additionalProperties": {"type": "string", "description": "The value of this header."},
              "description": "By name in lower case; those which were there more than once are joined with a comma, and Set-Cookie with a line feed."
            },
            "body": {"type": "string", "description": "As body_encoding says."},
            "body_encoding": {
              "enum": ["text", "base64"], "description": "text where the body is UTF-8, else base64 of its bytes."
            },
            "url": {"type": "string", "description": "Where the response came from, after all redirects."},
            "redirects": {
              "type": "integer", "minimum": 0, "maximum": \(RedirectRules.maximumRedirects),
              "description": "How many were followed."
            },
            "http_version": {"type": "string", "description": "Such as 1.1 or 2."},
            "timing": {
              "type": "object",
              "properties": {
                "dns": {"type": "number", "minimum": 0, "description": "Seconds until the address was known."},
                "connect": {"type": "number", "minimum": 0, "description": "Seconds from there to the connection."},
                "tls": {"type": "number", "minimum": 0, "description": "Seconds of the TLS handshake; 0 without."},
                "first_byte": {
                  "type": "number", "minimum": 0,
                  "description": "Seconds from the start of the request to the first byte of the response."
                },
                "total": {"type": "number", "minimum": 0, "description": "Seconds from the start to the last byte."}
              },
              "required": ["dns", "connect", "tls", "first_byte", "total"],
              "additionalProperties": false,
              "description": "Where the time went, in seconds, each summed over all redirects."
            }
          },
          "required": ["status", "headers", "body", "body_encoding", "url", "redirects", "http_version", "timing"],
          "additionalProperties": false
        }
        """

    init(head: ResponseHead, body: [UInt8], url: String, redirects: Int, timing: TransferTiming) {
        status = head.status
        headers = head.headers
        (self.body, bodyEncoding) = BodyEncoding.encode(body)
        self.url = url
        self.redirects = redirects
        httpVersion = head.version
        self.timing = timing
    }
}
