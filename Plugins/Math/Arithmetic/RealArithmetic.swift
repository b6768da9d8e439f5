import Glibc

/// Doubles with doubles.
enum RealArithmetic {
    static func calculate(_ operation: Operation, _ a: Double, _ b: Double) throws(ArithmeticError) -> Double {
        let text = "\(operation)(\(Number.real(a).json), \(Number.real(b).json))"
        if b == 0, operation == .divide || operation == .modulo { throw .divisionByZero(text) }
        let (result, isExact) = try evaluate(operation, a, b)
        guard !result.isNaN else { throw .outsideDomain("\(text) has no real value") }
        if result.isInfinite {
            if operation == .power, a == 0 { throw .divisionByZero(text) }
            throw .overflow("\(text) is beyond a double")
        }
        if (wholeNumbersEnd..<sixtyFourBitsEnd).contains(result.magnitude), !isExact {
            throw .precisionLost("\(text) is about \(Number.real(result).json), which a double may not hold exactly")
        }
        return result
    }

    private static func evaluate(
        _ operation: Operation, _ a: Double, _ b: Double
    ) throws(ArithmeticError) -> (Double, isExact: Bool) {
        switch operation {
        case .add: return (a + b, additionError(a, b) == 0)
        case .subtract: return (a - b, additionError(a, -b) == 0)
        case .multiply: return (a * b, (-(a * b)).addingProduct(a, b) == 0)
        case .divide: return (a / b, (-a).addingProduct(a / b, b) == 0)
        case .modulo:
            let remainder = fmod(a, b)
            guard remainder != 0, (remainder < 0) != (b < 0) else { return (remainder, true) }
            return (remainder + b, additionError(remainder, b) == 0)
        case .power:
            guard let base = Int64(exactly: a), let exponent = Int64(exactly: b), exponent >= 0,
                let whole = IntegerArithmetic.power(of: base, exponent)
            else { return (pow(a, b), false) }
            return (Double(whole), Double(exactly: whole) != nil)
        case .min, .max, .sqrt, .abs: throw .unknownOperation("\(operation) is no operation of two doubles")
        }
    }

    /// What rounding took from a + b: the 2Sum of Knuth, The Art of Computer Programming 2, section 4.2.2.
    private static func additionError(_ a: Double, _ b: Double) -> Double {
        let sum = a + b
        let virtual = sum - a
        return (a - (sum - virtual)) + (b - virtual)
    }
}
