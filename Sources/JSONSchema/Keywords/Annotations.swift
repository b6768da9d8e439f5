extension SchemaKeyword {
    /// For readers of a schema: allowed, and without effect. `format` is one too, as the specification has it by default.
    static let annotations: [SchemaKeyword] =
        ["$id", "$comment", "title", "description", "format"].map { name in
            annotation(name) { site throws(JSONSchemaError) in _ = try site.string() }
        }
        + ["deprecated", "readOnly", "writeOnly"].map { name in
            annotation(name) { site throws(JSONSchemaError) in _ = try site.boolean() }
        }
        + [
            annotation("examples") { site throws(JSONSchemaError) in _ = try site.array() },
            annotation("default") { _ in },
        ]

    private static func annotation(
        _ name: String, _ check: @escaping @Sendable (KeywordSite) throws(JSONSchemaError) -> Void
    ) -> SchemaKeyword {
        SchemaKeyword(name) { site, _ throws(JSONSchemaError) in
            try check(site)
            return nil
        }
    }
}
