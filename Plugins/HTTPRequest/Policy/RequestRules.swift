/// What a request may look like, before any of it is sent.
package enum RequestRules {
    /// Why a request is refused for good.
    package struct Violation: Error, Sendable, Hashable {
        package let code: String
        package let message: String

        package init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    package static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    package static let maximumURLBytes = 8192
    package static let maximumHeaders = 64
    /// All names and values together: servers commonly read no more than this.
    package static let maximumHeaderBytes = 32 * 1024
    package static let maximumBodyBytes = 1 << 20

    /// Headers that say how the message is framed or routed; curl writes them, and two opinions are a way to smuggle
    /// requests.
    package static let reservedHeaders: Set<String> = [
        "connection", "content-length", "expect", "host", "http2-settings", "keep-alive", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Everything but what only a parser of URLs can see.
    package static func check(_ request: OutgoingRequest) throws(Violation) {
        try check(url: request.url)
        try check(method: request.method)
        try check(headers: request.headers)
        guard request.body?.count ?? 0 <= maximumBodyBytes else {
            throw Violation(code: "invalid_body", message: "body is larger than \(maximumBodyBytes) bytes")
        }
        guard request.body == nil || request.method != "HEAD" else {
            throw Violation(code: "invalid_body", message: "a HEAD request has no body")
        }
    }

    package static func check(url: String) throws(Violation) {
        let lowercase = url.prefix(8).lowercased()
        guard lowercase.hasPrefix("http://") || lowercase.hasPrefix("https://") else {
            throw Violation(code: "invalid_url", message: "url must begin with http:// or https://")
        }
        guard url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
            throw Violation(code: "invalid_url", message: "url must not hold white space or control characters")
        }
        guard url.utf8.count <= maximumURLBytes else {
            throw Violation(code: "invalid_url", message: "url is longer than \(maximumURLBytes) bytes")
        }
    }

    package static func check(method: String) throws(Violation) {
        guard methods.contains(method) else {
            throw Violation(code: "invalid_method", message: "method must be one of \(methods.joined(separator: ", "))")
        }
    }

    package static func check(headers: [String: String]) throws(Violation) {
        guard headers.count <= maximumHeaders else {
            throw Violation(code: "invalid_header", message: "there are more than \(maximumHeaders) headers")
        }
        let bytes = headers.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard bytes <= maximumHeaderBytes else {
            throw Violation(code: "invalid_header", message: "the headers are larger than \(maximumHeaderBytes) bytes")
        }
        for (name, value) in headers { try check(header: name, value: value) }
    }

    /// Names are tokens and values are without control characters: RFC 9110, section 5.
    package static func check(header name: String, value: String) throws(Violation) {
        guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
            throw Violation(code: "invalid_header", message: "\(name.debugDescription) is not the name of a header")
        }
        guard !reservedHeaders.contains(name.lowercased()) else {
            throw Violation(code: "invalid_header", message: "\(name) is set by http_request itself")
        }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw Violation(code: "invalid_header", message: "the value of \(name) holds control characters")
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
