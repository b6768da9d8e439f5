extension SchemaKeyword {
    static let patternProperties = SchemaKeyword("patternProperties") { site, compiler throws(JSONSchemaError) in
        PatternPropertiesAssertion(properties: try site.patternSubschemas(&compiler))
    }
}

private struct PatternPropertiesAssertion: SchemaAssertion {
    let properties: [(pattern: RegularExpression, subschema: SubschemaID)]

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for (name, value) in object.members {
            for (pattern, subschema) in properties where validation.matches(pattern, name) {
                validation.apply(subschema, to: value, at: .member(name), by: "patternProperties")
            }
            guard !validation.isDecided else { return }
        }
    }
}
