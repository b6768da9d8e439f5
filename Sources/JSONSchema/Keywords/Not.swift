extension SchemaKeyword {
    static let not = SchemaKeyword("not") { site, compiler throws(JSONSchemaError) in
        NotAssertion(excluded: try site.subschema(&compiler))
    }
}

private struct NotAssertion: SchemaAssertion {
    let excluded: SubschemaID

    var appliedInPlace: [SubschemaID] { [excluded] }

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard validation.fits(excluded, value) else { return }
        validation.report("not", "has a form that is excluded")
    }
}
