/// A decimal number in its one normal form, so that equal means equal value: digits without zeros at either end, times
/// a power of ten.
struct Decimal: Equatable {
    private(set) var isNegative = false
    private(set) var digits: [UInt8] = []
    private(set) var exponent = 0

    /// Reads the text of a JSON number, or of a double's description. An exponent too long for 64 bits is taken as
    /// their end.
    init(_ text: some StringProtocol) {
        var written = 0
        var hasPoint = false
        var bytes = text.utf8[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): hasPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits.append(byte - UInt8(ascii: "0"))
                if hasPoint { exponent -= 1 }
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                let power = String(decoding: bytes, as: UTF8.self)
                written = Int(power) ?? (power.hasPrefix("-") ? .min / 2 : .max / 2)
                bytes = bytes.suffix(0)
            default: break
            }
        }
        exponent = max(.min / 2, min(.max / 2, written)) + exponent
        normalize()
    }

    /// All the digits of a double that is a whole number.
    init(exactly whole: Double) {
        isNegative = whole < 0
        // The least digit first: the significand, doubled as often as the exponent says.
        var significand = UInt64(whole.significand * 0x1p52)
        var reversed: [UInt8] = []
        while significand > 0 {
            reversed.append(UInt8(significand % 10))
            significand /= 10
        }
        for _ in 0..<max(0, Int(whole.exponent) - 52) {
            var carry: UInt8 = 0
            for index in reversed.indices {
                let doubled = reversed[index] * 2 + carry
                reversed[index] = doubled % 10
                carry = doubled / 10
            }
            if carry > 0 { reversed.append(carry) }
        }
        digits = reversed.reversed()
        normalize()
    }

    private mutating func normalize() {
        digits.removeFirst(digits.prefix { $0 == 0 }.count)
        let zeros = digits.reversed().prefix { $0 == 0 }.count
        digits.removeLast(zeros)
        exponent += zeros
        if digits.isEmpty { (isNegative, exponent) = (false, 0) }
    }
}
