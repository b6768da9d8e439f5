import NIOCore

/// One command and its arguments; a subcommand is an argument: `RedisCommand("SCRIPT", "FLUSH")`.
package struct RedisCommand: Sendable, Hashable {
    private let parts: [RedisArgument]
    /// The same call with the script's source, for a Redis that does not know the script.
    private let script: RedisScript?

    package init(_ name: String, arguments: [RedisArgument]) {
        self.init(parts: [.string(name)] + arguments, script: nil)
    }

    /// Runs a script by its digest. Where Redis does not know it (NOSCRIPT), the connection sends the source instead.
    package init(_ script: RedisScript, keys: [String], arguments: [RedisArgument]) {
        var parts: [RedisArgument] = [.string("EVALSHA"), .string(script.sha1), .integer(keys.count)]
        parts.reserveCapacity(3 + keys.count + arguments.count)
        for key in keys { parts.append(.string(key)) }
        self.init(parts: parts + arguments, script: script)
    }

    private init(parts: [RedisArgument], script: RedisScript?) {
        self.parts = parts
        self.script = script
    }

    /// What to send after the answer NOSCRIPT; nil for what is no script.
    var withSource: RedisCommand? {
        guard let script else { return nil }
        return RedisCommand(parts: [.string("EVAL"), .string(script.source)] + parts.dropFirst(2), script: nil)
    }

    /// About how many bytes it takes when sent.
    var encodedSize: Int { parts.reduce(16) { $0 + $1.encodedSize } }

    /// Writes a RESP array of bulk strings (Redis serialization protocol, "Sending commands to a Redis server").
    func encode(into buffer: inout ByteBuffer) {
        buffer.writeString("*\(parts.count)\r\n")
        for part in parts { part.encode(into: &buffer) }
    }
}

extension RedisCommand {
    package init(_ name: String) { self.init(name, arguments: []) }

    package init(_ name: String, _ arguments: RedisArgument...) { self.init(name, arguments: arguments) }

    package init(_ name: String, _ arguments: String...) {
        self.init(name, arguments: arguments.map { .string($0) })
    }
}
