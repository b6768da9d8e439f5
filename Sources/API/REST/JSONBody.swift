import HTTPTypes
import Hummingbird

extension Request {
    /// The body of a request that must be JSON, whole.
    ///
    /// The type must be said: a page that a browser shows can send any other to any server without being asked
    /// (https://fetch.spec.whatwg.org/#cors-safelisted-request-header), but not this one.
    func jsonBody(upTo maximumBytes: Int) async throws -> [UInt8] {
        let type = headers[.contentType].flatMap { MediaType(from: $0) }
        guard let type, type.isJSON else {
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
}

extension MediaType {
    /// RFC 8259 and RFC 6839, in UTF-8.
    fileprivate var isJSON: Bool {
        guard type == .application, subType == "json" || subType.hasSuffix("+json") else { return false }
        return parameter.map { $0.name.lowercased() != "charset" || $0.value.lowercased() == "utf-8" } ?? true
    }
}
