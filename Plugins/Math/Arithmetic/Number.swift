/// A JSON number: a whole number of 64 bits if it was written as one (`5`), else a double (`5.0`, `5e0`, `0.5`).
package enum Number: Sendable, Hashable {
    case integer(Int64)
    case real(Double)

    /// Reads the text of a JSON number.
    ///
    /// - Throws: ``ArithmeticError``: `overflow` if it is beyond 64 bits (written as an integer) or beyond a double,
    ///   and `precision_lost` if it is large enough for whole numbers to be rounded, and would be.
    package init(json text: String) throws(ArithmeticError) {
        guard text.utf8.contains(where: { ".eE".utf8.contains($0) }) else {
            guard let integer = Int64(text) else { throw .overflow("\(text.prefix(40)) is not within 64 bits") }
            self = .integer(integer)
            return
        }
        guard let double = Double(text) else { throw .overflow("\(text.prefix(40)) is not a number") }
        guard double.isFinite else { throw .overflow("\(text.prefix(40)) is beyond a double") }
        guard double.magnitude < wholeNumbersEnd || Self.stands(text, for: double) else {
            throw .precisionLost("\(text.prefix(40)) would be rounded to \(Number.real(double).json)")
        }
        self = .real(double)
    }

    /// Whether the text is the double's value exactly, or, where a double can only be meant as an approximation
    /// (1e300), the shortest text of that double.
    private static func stands(_ text: String, for double: Double) -> Bool {
        let written = Decimal(text)
        if written == Decimal(exactly: double) { return true }
        return double.magnitude >= sixtyFourBitsEnd && written == Decimal(double.description)
    }

    /// The value as a double.
    ///
    /// - Throws: `precision_lost` if it has none.
    package func exactDouble() throws(ArithmeticError) -> Double {
        switch self {
        case .real(let double): return double
        case .integer(let integer):
            guard let double = Double(exactly: integer) else {
                throw .precisionLost(
                    "\(integer) cannot be a double without being rounded: use whole numbers throughout")
            }
            return double
        }
    }

    /// The number as JSON text. Doubles are written as short as they can be and still be read back the same, but those
    /// which are whole numbers of 64 bits with all their digits.
    package var json: String {
        switch self {
        case .integer(let integer): return String(integer)
        case .real(let double):
            guard double.magnitude >= wholeNumbersEnd, let whole = Int64(exactly: double) else {
                return double.description
            }
            return "\(whole).0"
        }
    }
}

/// 2^53: from here on a double does not hold every whole number.
let wholeNumbersEnd = 0x1p53
/// 2^63: from here on no 64-bit integer can be meant.
let sixtyFourBitsEnd = 0x1p63
