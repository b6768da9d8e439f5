extension SchemaKeyword {
    static let required = SchemaKeyword("required") { site, _ throws(JSONSchemaError) in
        RequiredAssertion(names: RequiredNames(try site.distinctStrings()))
    }
}

private struct RequiredAssertion: SchemaAssertion {
    let names: RequiredNames

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        names.forEachMissing(in: object, &validation) { name, validation in
            validation.report("required", "must have the property \(JSONText.excerpt(name))")
        }
    }
}
