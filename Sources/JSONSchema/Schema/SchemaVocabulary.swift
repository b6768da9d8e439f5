extension SchemaKeyword {
    /// Every keyword there is, in the order in which they are validated. A new one is a file in `Keywords/` and its place here.
    static let vocabulary: [SchemaKeyword] =
        [
            .type, .enum, .const,
            .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf,
            .minLength, .maxLength,
            .minItems, .maxItems, .items,
            .required, .properties, .additionalProperties,
            .dialect,
        ] + annotations

    static let byName: MemberTable<SchemaKeyword> = {
        var table = MemberTable<SchemaKeyword>()
        for keyword in vocabulary { _ = table.append(keyword.name, keyword) }
        return table
    }()
}
