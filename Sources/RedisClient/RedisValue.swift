/// A reply of Redis (RESP2).
package enum RedisValue: Sendable, Hashable {
    case null
    case integer(Int)
    /// Such as OK or PONG.
    case status(String)
    case bytes([UInt8])
    case array([RedisValue])
    /// Also as an element: of a pipeline, or of a script's answer.
    case error(RedisServerError)
}

/// What a caller expects. Each throws ``RedisError/server(_:)`` where the value is an error reply, and
/// ``RedisError/unexpectedReply(_:)`` where it is something else.
extension RedisValue {
    package func integer() throws(RedisError) -> Int {
        guard case .integer(let number) = self else { throw unexpected("an integer") }
        return number
    }

    package func bytes() throws(RedisError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): return bytes
        case .status(let text): return Array(text.utf8)
        default: throw unexpected("a string")
        }
    }

    /// Bytes that are not UTF-8 become U+FFFD.
    package func string() throws(RedisError) -> String {
        switch self {
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .status(let text): return text
        default: throw unexpected("a string")
        }
    }

    package func array() throws(RedisError) -> [RedisValue] {
        guard case .array(let elements) = self else { throw unexpected("an array") }
        return elements
    }

    package func optionalString() throws(RedisError) -> String? { self == .null ? nil : try string() }

    /// The value itself, unless it is an error reply.
    package func value() throws(RedisError) -> RedisValue {
        if case .error(let error) = self { throw .server(error) }
        return self
    }

    /// Names the kind, never the contents: those are the user's.
    private func unexpected(_ expectation: String) -> RedisError {
        let kind: String
        switch self {
        case .error(let error): return .server(error)
        case .null: kind = "null"
        case .integer: kind = "an integer"
        case .status, .bytes: kind = "a string"
        case .array(let elements): kind = "an array of \(elements.count)"
        }
        return .unexpectedReply("\(kind) where \(expectation) was expected")
    }
}
