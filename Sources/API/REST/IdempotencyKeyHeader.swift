import HTTPTypes
import Hummingbird

/// The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a string as RFC 8941, section 3.3.3, writes it;
/// or the key without quotes, as most clients send it.
enum IdempotencyKeyHeader {
    static let name = "Idempotency-Key"

    /// nil: there is none, or none that can be read.
    static func key(in values: [String], _ check: inout RequestCheck) -> String? {
        guard let value = values.first else { return nil }
        guard values.count == 1 else {
            check.refuse("/idempotency_key", "is there twice: the header \(name) may come once")
            return nil
        }
        guard value.hasPrefix("\"") else { return value }
        if let key = unquoted(value) { return key }
        check.refuse(
            "/idempotency_key", #"is no string: the header \#(name) begins with a quote, so write \" and \\ inside"#)
        return nil
    }

    private static func unquoted(_ value: String) -> String? {
        var key = String.UnicodeScalarView()
        var isEscaped = false
        var rest = value.unicodeScalars.dropFirst()
        while let scalar = rest.popFirst() {
            switch (isEscaped, scalar) {
            case (true, "\""), (true, "\\"):
                key.append(scalar)
                isEscaped = false
            case (true, _): return nil
            case (false, "\\"): isEscaped = true
            case (false, "\""): return rest.isEmpty ? String(key) : nil
            case (false, _): key.append(scalar)
            }
        }
        return nil
    }
}

extension Request {
    /// The values of the header Idempotency-Key, as they came.
    var idempotencyKeys: [String] {
        HTTPField.Name(IdempotencyKeyHeader.name).map { headers[values: $0] } ?? []
    }
}

extension Response {
    /// Tells that the answer is that of an earlier request with the same key.
    mutating func markRepeated() {
        if let name = HTTPField.Name("Idempotent-Replayed") { headers[name] = "true" }
    }
}
