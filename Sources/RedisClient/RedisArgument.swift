import NIOCore

/// One word of a command. Redis sees bytes: numbers go as decimal text.
package enum RedisArgument: Sendable, Hashable {
    case string(String)
    case bytes([UInt8])
    case integer(Int)
}

extension RedisArgument: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
}

extension RedisArgument {
    /// About how many bytes it takes when sent.
    var encodedSize: Int {
        switch self {
        case .string(let text): text.utf8.count + 16
        case .bytes(let bytes): bytes.count + 16
        case .integer: 32
        }
    }

    /// Writes a RESP bulk string (Redis serialization protocol, "RESP bulk strings").
    func encode(into buffer: inout ByteBuffer) {
        switch self {
        case .string(let text): Self.encode(text, into: &buffer)
        case .bytes(let bytes):
            buffer.writeString("$\(bytes.count)\r\n")
            buffer.writeBytes(bytes)
            buffer.writeString("\r\n")
        case .integer(let number): Self.encode(String(number), into: &buffer)
        }
    }

    private static func encode(_ text: String, into buffer: inout ByteBuffer) {
        buffer.writeString("$\(text.utf8.count)\r\n")
        buffer.writeString(text)
        buffer.writeString("\r\n")
    }
}
