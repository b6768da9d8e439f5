/// A Lua script that Redis runs atomically, known to it by the SHA-1 of its source. Meant to be a `static let`: the
/// digest is computed when the value is made.
package struct RedisScript: Sendable, Hashable {
    package let name: String
    package let source: String
    /// 40 lower-case hexadecimal digits.
    package let sha1: String

    package init(name: String, source: String) {
        self.name = name
        self.source = source
        sha1 = SHA1.hexadecimal(of: Array(source.utf8))
    }

    package static func == (left: RedisScript, right: RedisScript) -> Bool { left.sha1 == right.sha1 }
    package func hash(into hasher: inout Hasher) { hasher.combine(sha1) }
}
