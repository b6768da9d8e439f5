extension SchemaKeyword {
    static let minItems = itemCount("minItems", .atLeast)
    static let maxItems = itemCount("maxItems", .atMost)

    private static func itemCount(_ name: String, _ side: CountBound.Side) -> SchemaKeyword {
        SchemaKeyword(name) { site, _ throws(JSONSchemaError) in
            ItemCountAssertion(bound: try CountBound(side, ("item", "items"), site))
        }
    }
}

private struct ItemCountAssertion: SchemaAssertion {
    let bound: CountBound

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .array(let elements) = value.kind else { return }
        bound.check(elements.count, &validation)
    }
}
