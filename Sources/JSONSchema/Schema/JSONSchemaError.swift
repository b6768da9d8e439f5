/// Why a schema cannot be used. Pointers (RFC 6901) lead into the schema.
package enum JSONSchemaError: Error, Hashable {
    case notJSON(JSONSyntaxError)
    case tooLarge(bytes: Int)
    /// The pointer is that of the schema which has the keyword.
    case unsupportedKeyword(String, pointer: String)
    /// The pointer is that of the keyword's value, or of what should be a schema and is not.
    case malformed(pointer: String, reason: String)
}

extension JSONSchemaError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notJSON(let error): "the schema is not JSON: \(error)"
        case .tooLarge(let bytes): "the schema has \(bytes) bytes; at most \(JSONSchema.maximumBytes) are taken"
        case .unsupportedKeyword(let keyword, let pointer):
            "unsupported keyword \(JSONText.excerpt(keyword)) \(Self.place(pointer))"
        case .malformed(let pointer, let reason): "the value \(Self.place(pointer)) \(reason)"
        }
    }

    private static func place(_ pointer: String) -> String {
        pointer.isEmpty ? "at the top of the schema" : "at \(pointer)"
    }
}
