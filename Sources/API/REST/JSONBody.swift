import HTTPTypes
import Hummingbird

extension Request {
    /// The body of a request that must be JSON, whole.
    ///
    /// The type must be said: a page that a browser shows can send any other to any server without being asked
    /// (https://fetch.spec.whatwg.org/#cors-safelisted-request-header), but not this one.
    func jsonBody(upTo maximumBytes: Int) async throws -> [UInt8] {
        guard headers[.contentType].map(Self.isJSON) ?? false else {
            throw APIError(
                .unsupportedMediaType,
                headers[.contentType] == nil
                    ? "the body's Content-Type is missing; send Content-Type: application/json"
                    : "the body's Content-Type is not taken; send Content-Type: application/json")
        }
        if let coding = headers[.contentEncoding], coding.lowercased() != "identity" {
            throw APIError(.unsupportedMediaType, "the body's Content-Encoding is not taken; send it as it is")
        }
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > maximumBytes {
            throw HTTPError(.contentTooLarge)
        }
        return Array(try await body.collect(upTo: maximumBytes).readableBytesView)
    }

    /// RFC 8259 and RFC 6839, in UTF-8.
    private static func isJSON(_ contentType: String) -> Bool {
        let parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.trimmingPrefix { $0 == " " || $0 == "\t" } }
        guard let type = parts.first,
            type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
        else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            !parameter.hasPrefix("charset=") || ["charset=utf-8", "charset=\"utf-8\""].contains(parameter)
        }
    }
}
