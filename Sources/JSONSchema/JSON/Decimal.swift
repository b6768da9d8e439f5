/// A decimal number of any size, taken apart: ± digits × 10^exponent, with no zero at either end of the digits. So
/// every number has one form only, and zero has no digits. All operations take time linear in the digits, whatever the
/// exponent.
struct Decimal: Sendable, Hashable {
    let isNegative: Bool
    /// 0…9, the most significant first.
    let digits: [UInt8]
    let exponent: Int

    /// `text` is a number by JSON's grammar, its exponent within ``JSONReader``'s bound.
    init(_ text: some Sequence<UInt8>) {
        var digits: [UInt8] = []
        var fractionDigits = 0
        var (isNegative, isFraction) = (false, false)
        var exponent: (value: Int, isNegative: Bool)?
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): if exponent == nil { isNegative = true } else { exponent?.isNegative = true }
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): exponent = (0, false)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte - UInt8(ascii: "0")
                if let read = exponent {
                    exponent?.value = read.value &* 10 &+ Int(digit)
                } else {
                    if isFraction { fractionDigits += 1 }
                    if digit != 0 || !digits.isEmpty { digits.append(digit) }
                }
            default: break
            }
        }
        var power = exponent.map { $0.isNegative ? -$0.value : $0.value } ?? 0
        power -= fractionDigits
        while digits.last == 0 {
            digits.removeLast()
            power += 1
        }
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : power
        self.isNegative = isNegative && !digits.isEmpty
    }

    var isZero: Bool { digits.isEmpty }
    var isInteger: Bool { exponent >= 0 }

    func asInt64() -> Int64? {
        guard isInteger, digits.count + exponent <= 19 else { return nil }
        var value: Int64 = 0
        for digit in digits + repeatElement(0, count: exponent) {
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            // Counted downwards when negative: the least Int64 has no positive counterpart.
            let (sum, carry) =
                isNegative
                ? shifted.subtractingReportingOverflow(Int64(digit)) : shifted.addingReportingOverflow(Int64(digit))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }
}

extension Decimal: Comparable {
    static func < (one: Decimal, two: Decimal) -> Bool {
        if one.isNegative != two.isNegative { return one.isNegative }
        return one.isNegative ? two.isSmallerInMagnitude(than: one) : one.isSmallerInMagnitude(than: two)
    }

    private func isSmallerInMagnitude(than other: Decimal) -> Bool {
        if isZero || other.isZero { return isZero && !other.isZero }
        let (length, otherLength) = (digits.count + exponent, other.digits.count + other.exponent)
        if length != otherLength { return length < otherLength }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}

extension Decimal {
    /// The digits that a divisor of ``isMultiple(ofDigits:exponent:)`` may have: a remainder times ten still fits 64
    /// bits.
    static let greatestDivisorDigits = 18

    /// The digits as one integer; nil when there are more than ``greatestDivisorDigits``.
    var significand: UInt64? {
        guard digits.count <= Self.greatestDivisorDigits else { return nil }
        return digits.reduce(0) { $0 * 10 + UInt64($1) }
    }

    /// Whether this is an integer times divisor × 10^exponent. The divisor is not 0, does not end in 0, and has at most
    /// ``greatestDivisorDigits``.
    func isMultiple(ofDigits divisor: UInt64, exponent divisorExponent: Int) -> Bool {
        if isZero { return true }
        // Were the quotient an integer nevertheless, 10 would divide the digits, which do not end in 0.
        guard divisor > 0, exponent >= divisorExponent else { return false }
        let remainder = digits.reduce(0) { ($0 * 10 + UInt64($1)) % divisor }
        let power = Self.powerOfTen(exponent - divisorExponent, modulo: divisor)
        return Self.product(remainder, power, modulo: divisor) == 0
    }

    private static func powerOfTen(_ exponent: Int, modulo divisor: UInt64) -> UInt64 {
        var (result, square, rest) = (1 % divisor, 10 % divisor, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = product(result, square, modulo: divisor) }
            square = product(square, square, modulo: divisor)
            rest >>= 1
        }
        return result
    }

    private static func product(_ one: UInt64, _ two: UInt64, modulo divisor: UInt64) -> UInt64 {
        UInt64(UInt128(one) * UInt128(two) % UInt128(divisor))
    }
}
