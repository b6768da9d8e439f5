/// One way in which a value does not fit a schema.
package struct JSONSchemaViolation: Sendable, Hashable {
    /// The ``keyword`` of a value of which it could not be said within the bounds whether it fits.
    package static let undecided = "undecided"

    /// Where in the value (RFC 6901); "" is the whole. One of more than 1,024 bytes is cut, and ends with "…".
    package let pointer: String
    /// The keyword that it offends; `false`: the schema `false`, which nothing fits; or ``undecided``.
    package let keyword: String
    /// Goes on where a sentence began with the pointer: "must be a number, is a string". It says what the schema wants,
    /// and repeats nothing of the value but names of members, cut.
    package let message: String

    package init(pointer: String, keyword: String, message: String) {
        self.pointer = pointer
        self.keyword = keyword
        self.message = message
    }
}

extension JSONSchemaViolation: CustomStringConvertible {
    package var description: String { pointer.isEmpty ? "the value \(message)" : "\(pointer) \(message)" }
}
