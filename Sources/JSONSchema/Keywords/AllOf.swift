extension SchemaKeyword {
    static let allOf = SchemaKeyword("allOf") { site, compiler throws(JSONSchemaError) in
        AllOfAssertion(appliedInPlace: try site.subschemas(&compiler))
    }
}

private struct AllOfAssertion: SchemaAssertion {
    let appliedInPlace: [SubschemaID]

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        for subschema in appliedInPlace {
            guard !validation.isDecided else { return }
            validation.apply(subschema, to: value, by: "allOf")
        }
    }
}
