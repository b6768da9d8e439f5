extension SchemaKeyword {
    static let contains = SchemaKeyword("contains") { site, compiler throws(JSONSchemaError) in
        ContainsAssertion(
            element: try site.subschema(&compiler), minimum: try site.sibling("minContains")?.count() ?? 1,
            maximum: try site.sibling("maxContains")?.count() ?? .max)
    }
    /// Without a `contains` beside them they mean nothing.
    static let minContains = bound("minContains")
    static let maxContains = bound("maxContains")

    private static func bound(_ name: String) -> SchemaKeyword {
        SchemaKeyword(name) { site, _ throws(JSONSchemaError) in
            _ = try site.count()
            return nil
        }
    }
}

private struct ContainsAssertion: SchemaAssertion {
    let element: SubschemaID
    let minimum: Int
    let maximum: Int

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .array(let elements) = value.kind else { return }
        var count = 0
        for (index, element) in elements.enumerated() where count <= maximum {
            if maximum == .max, count >= minimum { break }
            if validation.fits(self.element, element, at: .element(index)) { count += 1 }
            guard !validation.isDecided else { return }
        }
        if count < minimum {
            validation.report(
                minimum == 1 ? "contains" : "minContains",
                "must contain at least \(minimum) \(minimum == 1 ? "item" : "items") of the form asked for, contains \(count)"
            )
        }
        if count > maximum {
            validation.report(
                "maxContains",
                "must contain at most \(maximum) \(maximum == 1 ? "item" : "items") of the form asked for, contains more"
            )
        }
    }
}
