extension SchemaKeyword {
    static let pattern = SchemaKeyword("pattern") { site, compiler throws(JSONSchemaError) in
        PatternAssertion(pattern: try compiler.pattern(try site.string(), at: site))
    }
}

private struct PatternAssertion: SchemaAssertion {
    let pattern: RegularExpression

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard case .string(let string) = value.kind, !validation.matches(pattern, string) else { return }
        validation.report("pattern", "must match the pattern \(pattern.excerpt)")
    }
}
