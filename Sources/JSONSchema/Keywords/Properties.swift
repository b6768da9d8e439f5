extension SchemaKeyword {
    static let properties = SchemaKeyword("properties") { site, compiler throws(JSONSchemaError) in
        PropertiesAssertion(properties: try site.namedSubschemas(&compiler))
    }
}

private struct PropertiesAssertion: SchemaAssertion {
    let properties: MemberTable<SubschemaID>

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for (name, value) in object.members {
            guard validation.spend(reading: name) else { return }
            guard let property = properties[name] else { continue }
            validation.apply(property, to: value, at: .member(name), by: "properties")
        }
    }
}
