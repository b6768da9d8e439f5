/// A number exactly as it was written: `9007199254740993` stays that, and `1e400` is not infinite.
package struct JSONNumber: Sendable {
    package let text: String
    /// The value, when the text is a plain integer of at most 18 digits: the common case, for speed.
    private let shortInteger: Int64?

    /// `text` follows the grammar of JSON; only ``JSONReader`` makes numbers.
    init(text: String, shortInteger: Int64?) {
        self.text = text
        self.shortInteger = shortInteger
    }

    var decimal: Decimal { Decimal(text.utf8) }

    /// By value: `1.0` and `1e2` are integers.
    package var isInteger: Bool { shortInteger != nil || decimal.isInteger }

    /// The exact value; nil: it has a fraction, or does not fit.
    package func asInt64() -> Int64? { shortInteger ?? decimal.asInt64() }

    /// The nearest finite `Double`: what is beyond its range becomes the greatest one.
    package func asDouble() -> Double {
        let double = Double(text) ?? 0
        guard double.isInfinite else { return double }
        return double < 0 ? -Double.greatestFiniteMagnitude : .greatestFiniteMagnitude
    }
}

extension JSONNumber: Comparable {
    package static func == (one: JSONNumber, two: JSONNumber) -> Bool {
        if let one = one.shortInteger, let two = two.shortInteger { return one == two }
        return one.decimal == two.decimal
    }

    package static func < (one: JSONNumber, two: JSONNumber) -> Bool {
        if let one = one.shortInteger, let two = two.shortInteger { return one < two }
        return one.decimal < two.decimal
    }
}

extension JSONNumber: Hashable {
    package func hash(into hasher: inout Hasher) {
        if let integer = asInt64() {
            hasher.combine(integer)
        } else {
            hasher.combine(decimal)
        }
    }
}

extension JSONNumber: CustomStringConvertible {
    package var description: String { text }
}
