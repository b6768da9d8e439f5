extension SchemaKeyword {
    static let items = SchemaKeyword("items") { site, compiler throws(JSONSchemaError) in
        ItemsAssertion(element: try site.subschema(&compiler))
    }
}

private struct ItemsAssertion: SchemaAssertion {
    let element: SubschemaID

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .array(let elements) = value.kind else { return }
        for (index, value) in elements.enumerated() {
            guard !validation.isFull else { return }
            validation.apply(element, to: value, at: .element(index), by: "items")
        }
    }
}
