extension SchemaKeyword {
    static let properties = SchemaKeyword("properties") { site, compiler throws(JSONSchemaError) in
        var properties = MemberTable<SubschemaID>()
        for (name, schema) in try site.object().members {
            _ = properties.append(name, try compiler.compile(schema, at: JSONPointer.append(name, to: site.pointer)))
        }
        return PropertiesAssertion(properties: properties)
    }
}

private struct PropertiesAssertion: SchemaAssertion {
    let properties: MemberTable<SubschemaID>

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for (name, value) in object.members {
            guard let property = properties[name] else { continue }
            validation.apply(property, to: value, at: .member(name), by: "properties")
        }
    }
}
