extension SchemaKeyword {
    static let prefixItems = SchemaKeyword("prefixItems") { site, compiler throws(JSONSchemaError) in
        PrefixItemsAssertion(elements: try site.subschemas(&compiler))
    }

    static let items = SchemaKeyword("items") { site, compiler throws(JSONSchemaError) in
        ItemsAssertion(
            start: try site.sibling("prefixItems")?.array().count ?? 0, element: try site.subschema(&compiler))
    }
}

private struct PrefixItemsAssertion: SchemaAssertion {
    let elements: [SubschemaID]

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .array(let values) = value.kind else { return }
        for (index, (element, value)) in zip(elements, values).enumerated() {
            guard !validation.isDecided else { return }
            validation.apply(element, to: value, at: .element(index), by: "prefixItems")
        }
    }
}

private struct ItemsAssertion: SchemaAssertion {
    /// The elements before it are the business of the sibling `prefixItems`.
    let start: Int
    let element: SubschemaID

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .array(let elements) = value.kind, start < elements.count else { return }
        for index in start..<elements.count {
            guard !validation.isDecided else { return }
            validation.apply(element, to: elements[index], at: .element(index), by: "items")
        }
    }
}
