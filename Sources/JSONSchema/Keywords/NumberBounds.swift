extension SchemaKeyword {
    static let minimum = bound("minimum", "at least") { $0 >= $1 }
    static let maximum = bound("maximum", "at most") { $0 <= $1 }
    static let exclusiveMinimum = bound("exclusiveMinimum", "greater than") { $0 > $1 }
    static let exclusiveMaximum = bound("exclusiveMaximum", "less than") { $0 < $1 }

    private static func bound(
        _ name: String, _ phrase: String, _ holds: @escaping @Sendable (JSONNumber, JSONNumber) -> Bool
    ) -> SchemaKeyword {
        SchemaKeyword(name) { site, _ throws(JSONSchemaError) in
            NumberBoundAssertion(
                keyword: name, bound: try site.number(), message: "must be \(phrase) \(site.value.shortText ?? name)",
                holds: holds)
        }
    }
}

private struct NumberBoundAssertion: SchemaAssertion {
    let keyword: String
    let bound: JSONNumber
    let message: String
    let holds: @Sendable (JSONNumber, JSONNumber) -> Bool

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .number(let number) = value.kind, !holds(number, bound) else { return }
        validation.report(keyword, message)
    }
}
