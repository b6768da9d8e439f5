/// An error reply: `-NOSCRIPT No matching script.` has the code NOSCRIPT.
package struct RedisServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The first word: `ERR`, `OOM`, `WRONGTYPE`, or what a script chose.
    package let code: String
    /// The rest.
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    init(reply: String) {
        let end = reply.firstIndex(of: " ") ?? reply.endIndex
        self.init(code: String(reply[..<end]), message: String(reply[end...].dropFirst()))
    }

    package var description: String { "\(code) \(message)" }
}
