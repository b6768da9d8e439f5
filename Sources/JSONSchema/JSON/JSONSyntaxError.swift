/// Why bytes are not JSON, and where.
package struct JSONSyntaxError: Error, Hashable {
    /// In bytes from the beginning of the text.
    package let offset: Int
    /// Says what was expected or is not allowed; never repeats what the text holds, but for the name of a duplicate
    /// member.
    package let reason: String

    package init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }
}

extension JSONSyntaxError: CustomStringConvertible {
    package var description: String { "\(reason) at byte \(offset)" }
}
