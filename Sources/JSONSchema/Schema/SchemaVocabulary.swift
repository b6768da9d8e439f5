extension SchemaKeyword {
    /// Every keyword there is, in the order in which they are compiled and validated. A new one is a file in
    /// `Keywords/` and its place here.
    static let vocabulary: [SchemaKeyword] =
        [
            .dialect, .identifier, .anchor, .definitions,
            .type, .enum, .const,
            .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf,
            .minLength, .maxLength, .pattern,
            .minItems, .maxItems, .uniqueItems, .contains, .minContains, .maxContains, .prefixItems, .items,
            .minProperties, .maxProperties, .required, .dependentRequired,
            .propertyNames, .properties, .patternProperties, .additionalProperties, .dependentSchemas,
            .reference, .allOf, .anyOf, .oneOf, .not, .if, .then, .else,
        ] + annotations

    static let byName: MemberTable<SchemaKeyword> = {
        var table = MemberTable<SchemaKeyword>()
        for keyword in vocabulary { _ = table.append(keyword.name, keyword) }
        return table
    }()
}
