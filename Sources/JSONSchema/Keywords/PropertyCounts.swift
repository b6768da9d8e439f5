extension SchemaKeyword {
    static let minProperties = propertyCount("minProperties", .atLeast)
    static let maxProperties = propertyCount("maxProperties", .atMost)

    private static func propertyCount(_ name: String, _ side: CountBound.Side) -> SchemaKeyword {
        SchemaKeyword(name) { site, _ throws(JSONSchemaError) in
            PropertyCountAssertion(bound: try CountBound(side, ("property", "properties"), site))
        }
    }
}

private struct PropertyCountAssertion: SchemaAssertion {
    let bound: CountBound

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        bound.check(object.members.count, &validation)
    }
}
