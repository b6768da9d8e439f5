extension SchemaKeyword {
    static let `enum` = SchemaKeyword("enum") { site, _ throws(JSONSchemaError) in
        EnumAssertion(allowed: try site.array())
    }
}

private struct EnumAssertion: SchemaAssertion {
    let allowed: [JSONValue]
    private static let mostListed = 10

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard !allowed.contains(where: { $0.isEqual(to: value) }) else { return }
        let texts = allowed.prefix(Self.mostListed).compactMap(\.shortText)
        let message =
            texts.count == allowed.count
            ? "must be one of \(texts.joined(separator: ", "))"
            : "must be one of the \(allowed.count) values that the schema lists"
        validation.report("enum", message)
    }
}
