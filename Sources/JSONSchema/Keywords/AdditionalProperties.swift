extension SchemaKeyword {
    static let additionalProperties = SchemaKeyword("additionalProperties") { site, compiler throws(JSONSchemaError) in
        AdditionalPropertiesAssertion(
            named: try site.sibling("properties")?.object(),
            patterns: try site.sibling("patternProperties")?.patternSubschemas(&compiler).map(\.pattern) ?? [],
            property: try site.subschema(&compiler))
    }
}

private struct AdditionalPropertiesAssertion: SchemaAssertion {
    /// The sibling `properties`: what it names is not additional.
    let named: JSONObject?
    /// Of the sibling `patternProperties`: what one of them matches is not additional either.
    let patterns: [RegularExpression]
    let property: SubschemaID

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for (name, value) in object.members {
            guard validation.spend(reading: name) else { return }
            guard named?[name] == nil, !patterns.contains(where: { validation.matches($0, name) }) else { continue }
            validation.apply(property, to: value, at: .member(name), by: "additionalProperties")
        }
    }
}
