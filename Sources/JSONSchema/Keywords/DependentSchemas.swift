extension SchemaKeyword {
    static let dependentSchemas = SchemaKeyword("dependentSchemas") { site, compiler throws(JSONSchemaError) in
        DependentSchemasAssertion(subschemas: try site.namedSubschemas(&compiler))
    }
}

private struct DependentSchemasAssertion: SchemaAssertion {
    /// What the whole object must fit, by the member that asks for it.
    let subschemas: MemberTable<SubschemaID>

    var appliedInPlace: [SubschemaID] { subschemas.members.map(\.value) }

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for (name, _) in object.members {
            guard validation.spend(reading: name) else { return }
            guard let subschema = subschemas[name] else { continue }
            validation.apply(subschema, to: value, by: "dependentSchemas")
        }
    }
}
