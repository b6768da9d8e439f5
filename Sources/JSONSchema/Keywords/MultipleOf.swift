extension SchemaKeyword {
    static let multipleOf = SchemaKeyword("multipleOf") { site, _ throws(JSONSchemaError) in
        let divisor = try site.number().decimal
        guard !divisor.isZero, !divisor.isNegative else { throw site.malformed("must be greater than 0") }
        guard let significand = divisor.significand else {
            throw site.malformed("must have at most \(Decimal.greatestDivisorDigits) significant digits")
        }
        return MultipleOfAssertion(
            digits: significand, exponent: divisor.exponent,
            message: "must be a multiple of \(site.value.shortText ?? site.keyword)")
    }
}

/// Exact: 0.3 is a multiple of 0.1.
private struct MultipleOfAssertion: SchemaAssertion {
    let digits: UInt64
    let exponent: Int
    let message: String

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .number(let number) = value.kind,
            !number.decimal.isMultiple(ofDigits: digits, exponent: exponent)
        else { return }
        validation.report("multipleOf", message)
    }
}
