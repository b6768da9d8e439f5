extension SchemaKeyword {
    static let const = SchemaKeyword("const") { site, _ throws(JSONSchemaError) in
        ConstAssertion(constant: site.value)
    }
}

private struct ConstAssertion: SchemaAssertion {
    let constant: JSONValue

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        guard validation.spend(ValidationBounds.steps(bytes: value.range.count)), !constant.isEqual(to: value) else {
            return
        }
        validation.report("const", "must be \(constant.shortText ?? "the constant that the schema names")")
    }
}
