extension SchemaKeyword {
    static let uniqueItems = SchemaKeyword("uniqueItems") { site, _ throws(JSONSchemaError) in
        try site.boolean() ? UniqueItemsAssertion() : nil
    }
}

private struct UniqueItemsAssertion: SchemaAssertion {
    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .array(let elements) = value.kind, elements.count > 1 else { return }
        guard validation.spend(elements.count + ValidationBounds.steps(bytes: value.range.count)) else { return }
        var places: [ExactValue: Int] = [:]
        places.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard let first = places.updateValue(index, forKey: ExactValue(element)) else { continue }
            validation.report("uniqueItems", "must have no item twice, has the same at \(first) and \(index)")
            return
        }
    }
}
