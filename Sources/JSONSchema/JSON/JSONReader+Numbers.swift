extension JSONReader {
    /// Beyond it a number is refused: exponents stay exact, and their sums far from overflow.
    private static let greatestExponent = 100_000_000_000_000_000
    private static let greatestShortIntegerDigits = 18

    private var isAtDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    /// Returns the value when the number is a plain integer of at most 18 digits.
    mutating func readNumber() throws(JSONSyntaxError) -> Int64? {
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var shortInteger = try readInteger()
        if byte == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
            shortInteger = nil
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            position += 1
            try readExponent()
            shortInteger = nil
        }
        return isNegative ? shortInteger.map { -$0 } : shortInteger
    }

    private mutating func readInteger() throws(JSONSyntaxError) -> Int64? {
        let start = position
        var value: Int64 = 0
        while isAtDigit {
            // Wraps when there are more digits than are used.
            value = value &* 10 &+ Int64(byte - UInt8(ascii: "0"))
            position += 1
        }
        let count = position - start
        guard count > 0 else { throw expected("a digit") }
        if count > 1, bytes[start] == UInt8(ascii: "0") {
            throw JSONSyntaxError(offset: start, reason: "a number must not begin with 0 when more digits follow")
        }
        return count <= Self.greatestShortIntegerDigits ? value : nil
    }

    private mutating func readExponent() throws(JSONSyntaxError) {
        let start = position
        if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
        let digits = position
        try skipDigits()
        var value = 0
        for digit in bytes[digits..<position] {
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
            guard value <= Self.greatestExponent else {
                throw JSONSyntaxError(offset: start, reason: "an exponent beyond ±10^17")
            }
        }
    }

    private mutating func skipDigits() throws(JSONSyntaxError) {
        guard isAtDigit else { throw expected("a digit") }
        while isAtDigit { position += 1 }
    }
}
