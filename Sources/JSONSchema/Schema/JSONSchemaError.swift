/// Why a schema cannot be used. Pointers (RFC 6901) lead into the schema; one of more than 1,024 bytes is cut, and ends
/// with "…".
package enum JSONSchemaError: Error, Hashable {
    case notJSON(JSONSyntaxError)
    case tooLarge(bytes: Int)
    /// The pointer is that of the keyword's value. Its name stands for itself: a misspelt keyword would forbid nothing.
    case unsupportedKeyword(String, pointer: String)
    /// A `$ref` that leads out of the schema: nothing is fetched.
    case remoteReference(String, pointer: String)
    /// The pointer is that of the keyword's value, or of what should be a schema and is not.
    case malformed(pointer: String, reason: String)
}

extension JSONSchemaError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notJSON(let error): "the schema is not JSON: \(error)"
        case .tooLarge(let bytes): "the schema has \(bytes) bytes; at most \(JSONSchema.maximumBytes) are taken"
        case .unsupportedKeyword(let keyword, let pointer):
            "unsupported keyword \(JSONText.excerpt(keyword)) at \(pointer)"
        case .remoteReference(let reference, let pointer):
            "the reference \(JSONText.excerpt(reference)) at \(pointer) leads out of the schema: only those that begin with # are followed"
        case .malformed(let pointer, let reason):
            "the value \(pointer.isEmpty ? "at the top of the schema" : "at \(pointer)") \(reason)"
        }
    }
}
