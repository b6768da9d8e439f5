extension SchemaKeyword {
    static let propertyNames = SchemaKeyword("propertyNames") { site, compiler throws(JSONSchemaError) in
        PropertyNamesAssertion(name: try site.subschema(&compiler))
    }
}

private struct PropertyNamesAssertion: SchemaAssertion {
    let name: SubschemaID

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .object(let object) = value.kind else { return }
        for (name, _) in object.members {
            let value = JSONValue(kind: .string(name), range: 0..<name.utf8.count)
            guard !validation.fits(self.name, value) else { continue }
            let reason = validation.violations(of: self.name, by: "propertyNames", value).first?.message
            validation.report(
                "propertyNames", "has the property name \(JSONText.excerpt(name)), which \(reason ?? "does not fit")")
            guard !validation.isDecided else { return }
        }
    }
}
