extension SchemaKeyword {
    static let additionalProperties = SchemaKeyword("additionalProperties") { site, compiler throws(JSONSchemaError) in
        var named: JSONObject?
        if case .object(let properties) = site.schema["properties"]?.kind { named = properties }
        return AdditionalPropertiesAssertion(named: named, property: try site.subschema(&compiler))
    }
}

private struct AdditionalPropertiesAssertion: SchemaAssertion {
    /// The sibling `properties`: what it names is not additional.
    let named: JSONObject?
    let property: SubschemaID

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for (name, value) in object.members where named?[name] == nil {
            validation.apply(property, to: value, at: .member(name), by: "additionalProperties")
        }
    }
}
