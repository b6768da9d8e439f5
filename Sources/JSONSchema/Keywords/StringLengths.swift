extension SchemaKeyword {
    static let minLength = length("minLength", .atLeast)
    static let maxLength = length("maxLength", .atMost)

    private static func length(_ name: String, _ side: CountBound.Side) -> SchemaKeyword {
        SchemaKeyword(name) { site, _ throws(JSONSchemaError) in
            StringLengthAssertion(bound: try CountBound(side, ("character", "characters"), site))
        }
    }
}

/// Characters are Unicode code points.
private struct StringLengthAssertion: SchemaAssertion {
    let bound: CountBound

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .string(let string) = value.kind else { return }
        bound.check(string.unicodeScalars.count, &validation)
    }
}
