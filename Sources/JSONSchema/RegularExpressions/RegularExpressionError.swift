/// Why a regular expression is not taken.
struct RegularExpressionError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
