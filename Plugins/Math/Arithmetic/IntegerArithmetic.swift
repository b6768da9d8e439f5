/// Whole numbers with whole numbers.
enum IntegerArithmetic {
    static func calculate(_ operation: Operation, _ a: Int64, _ b: Int64) throws(ArithmeticError) -> Number {
        switch operation {
        case .add: return try whole(a.addingReportingOverflow(b), "\(a) + \(b)")
        case .subtract: return try whole(a.subtractingReportingOverflow(b), "\(a) - \(b)")
        case .multiply: return try whole(a.multipliedReportingOverflow(by: b), "\(a) * \(b)")
        case .divide: return try quotient(a, b)
        case .modulo: return .integer(try modulus(a, b))
        case .power: return try power(a, b)
        case .min, .max, .sqrt, .abs: throw .unknownOperation("\(operation) is no operation of two whole numbers")
        }
    }

    /// `base` to an exponent of zero or more; `nil` beyond 64 bits.
    static func power(of base: Int64, _ exponent: Int64) -> Int64? {
        var result: Int64 = 1
        var square = base
        var remaining = exponent
        while true {
            if remaining & 1 == 1 {
                let (product, overflow) = result.multipliedReportingOverflow(by: square)
                if overflow { return nil }
                result = product
            }
            remaining >>= 1
            if remaining == 0 { return result }
            let (next, overflow) = square.multipliedReportingOverflow(by: square)
            if overflow { return nil }
            square = next
        }
    }

    private static func whole(
        _ result: (partialValue: Int64, overflow: Bool), _ text: String
    ) throws(ArithmeticError) -> Number {
        guard !result.overflow else { throw .overflow("\(text) is not within 64 bits") }
        return .integer(result.partialValue)
    }

    /// Whole if it comes out even, else a double.
    private static func quotient(_ a: Int64, _ b: Int64) throws(ArithmeticError) -> Number {
        guard b != 0 else { throw .divisionByZero("\(a) / 0") }
        let (remainder, overflow) = a.remainderReportingOverflow(dividingBy: b)
        if overflow || remainder == 0 { return try whole(a.dividedReportingOverflow(by: b), "\(a) / \(b)") }
        let limit = UInt64(wholeNumbersEnd)
        if a.magnitude <= limit, b.magnitude <= limit { return .real(Double(a) / Double(b)) }
        // Beyond 2^53 only what a double holds exactly: in lowest terms, at most 53 bits over a power of two.
        let divisor = greatestCommonDivisor(a.magnitude, b.magnitude)
        let (numerator, denominator) = (a.magnitude / divisor, b.magnitude / divisor)
        guard denominator & (denominator - 1) == 0, let top = Double(exactly: numerator) else {
            throw .precisionLost("\(a) / \(b) is not a whole number, and a double would round it")
        }
        return .real((a < 0) == (b < 0) ? top / Double(denominator) : -top / Double(denominator))
    }

    /// With the sign of the divisor, so that counting up goes round: -7 modulo 3 is 2.
    private static func modulus(_ a: Int64, _ b: Int64) throws(ArithmeticError) -> Int64 {
        guard b != 0 else { throw .divisionByZero("\(a) modulo 0") }
        // Int64.min modulo -1 counts as an overflow, of the quotient; its remainder is 0.
        let remainder = a.remainderReportingOverflow(dividingBy: b).partialValue
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    }

    private static func power(_ base: Int64, _ exponent: Int64) throws(ArithmeticError) -> Number {
        if exponent >= 0 {
            guard let result = power(of: base, exponent) else {
                throw .overflow("\(base) ^ \(exponent) is not within 64 bits")
            }
            return .integer(result)
        }
        switch base {
        case 0: throw .divisionByZero("0 ^ \(exponent)")
        case 1: return .integer(1)
        case -1: return .integer(exponent & 1 == 0 ? 1 : -1)
        default:
            let (base, exponent) = (try Number.integer(base).exactDouble(), try Number.integer(exponent).exactDouble())
            return .real(try RealArithmetic.calculate(.power, base, exponent))
        }
    }

    private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}
