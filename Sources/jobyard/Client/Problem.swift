/// The part of `application/problem+json` (RFC 9457) that people are shown.
struct Problem: Decodable, Sendable, Hashable {
    struct Violation: Decodable, Sendable, Hashable {
        /// RFC 6901, into the request's body.
        var pointer: String
        var message: String
    }

    var code: String
    var detail: String
    var errors: [Violation]?

    /// Whether the detail says all that the only violation says.
    var detailNamesViolation: Bool {
        guard let violation = errors?.first, errors?.count == 1 else { return false }
        return detail.contains(violation.pointer) && detail.contains(violation.message)
    }
}
