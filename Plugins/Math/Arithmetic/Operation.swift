/// What can be calculated.
///
/// Whole numbers stay whole numbers of 64 bits. A calculation in which a number is a double is one of doubles, as IEEE
/// 754 has it, with one exception: from 2^53 to 2^63, where a double no longer holds every whole number but a 64-bit
/// integer does, nothing is rounded; an answer that would have to be is `precision_lost`.
package enum Operation: String, Sendable, CaseIterable {
    case add, subtract, multiply, divide, modulo, power, min, max, sqrt, abs

    package var operandCount: Int { self == .sqrt || self == .abs ? 1 : 2 }

    /// - Parameter b: not looked at if the operation has one operand.
    package func callAsFunction(_ a: Number, _ b: Number) throws(ArithmeticError) -> Number {
        switch self {
        case .sqrt: return try Self.squareRoot(a)
        case .abs: return try Self.magnitude(a)
        case .min: return try Self.isLess(b, a) ? b : a
        case .max: return try Self.isLess(a, b) ? b : a
        default: break
        }
        if case .integer(let a) = a, case .integer(let b) = b { return try IntegerArithmetic.calculate(self, a, b) }
        return .real(try RealArithmetic.calculate(self, a.exactDouble(), b.exactDouble()))
    }

    private static func isLess(_ a: Number, _ b: Number) throws(ArithmeticError) -> Bool {
        if case .integer(let a) = a, case .integer(let b) = b { return a < b }
        return try a.exactDouble() < b.exactDouble()
    }

    private static func magnitude(_ a: Number) throws(ArithmeticError) -> Number {
        switch a {
        case .real(let double): return .real(double.magnitude)
        case .integer(let integer):
            guard let magnitude = Int64(exactly: integer.magnitude) else {
                throw .overflow("abs(\(integer)) is not within 64 bits")
            }
            return .integer(magnitude)
        }
    }

    /// Whole if the operand is a whole number and has a whole root.
    private static func squareRoot(_ a: Number) throws(ArithmeticError) -> Number {
        switch a {
        case .integer(let square):
            guard square >= 0 else { throw negativeRoot(a) }
            let guess = Int64(Double(square).squareRoot())
            for root in Swift.max(0, guess - 1)...guess + 1
            where root.multipliedReportingOverflow(by: root) == (square, false) {
                return .integer(root)
            }
        case .real(let double):
            guard double >= 0 else { throw negativeRoot(a) }
        }
        return .real(try a.exactDouble().squareRoot())
    }

    private static func negativeRoot(_ a: Number) -> ArithmeticError {
        .outsideDomain("sqrt(\(a.json)): a negative number has no square root")
    }
}
