import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The body of a request that must be JSON, whole.
    func jsonBody(upTo maximumBytes: Int) async throws -> [UInt8] {
        try requireJSON()
        return try await bytes(upTo: maximumBytes)
    }

    /// The JSON body of a request that needs none; nil: there is none, or an empty one.
    func optionalJSONBody(upTo maximumBytes: Int = 64 << 10) async throws -> [UInt8]? {
        let bytes = try await bytes(upTo: maximumBytes)
        // What a page sends without a body bears its Origin: https://fetch.spec.whatwg.org/#append-a-request-origin-header.
        if !bytes.isEmpty || headers[.origin] != nil { try requireJSON() }
        return bytes.isEmpty ? nil : bytes
    }

    /// The type must be said: a page that a browser shows can send any other to any server without being asked
    /// (https://fetch.spec.whatwg.org/#cors-safelisted-request-header), but not this one.
    private func requireJSON() throws(APIError) {
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
    }

    private func bytes(upTo maximumBytes: Int) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > maximumBytes {
            throw APIError.bodyTooLarge(maximumBytes)
        }
        do {
            return Array(try await body.collect(upTo: maximumBytes).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError.bodyTooLarge(maximumBytes)
        }
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

extension APIError {
    static func bodyTooLarge(_ maximumBytes: Int) -> APIError {
        APIError(.payloadTooLarge, "the body has more than \(maximumBytes) bytes")
    }
}
