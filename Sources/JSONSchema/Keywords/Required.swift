extension SchemaKeyword {
    static let required = SchemaKeyword("required") { site, _ throws(JSONSchemaError) in
        RequiredAssertion(names: try site.distinctStrings())
    }
}

private struct RequiredAssertion: SchemaAssertion {
    let names: [String]

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for name in names where object[name] == nil {
            validation.report("required", "must have the property \(JSONText.excerpt(name))")
        }
    }
}
