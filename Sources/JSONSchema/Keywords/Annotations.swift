extension SchemaKeyword {
    /// For readers of a schema: allowed, and without effect. `format` is one too, as the specification has it by
    /// default.
    static let annotations: [SchemaKeyword] =
        ["$comment", "title", "description", "format", "contentEncoding", "contentMediaType"].map { name in
            annotation(name) { site, _ throws(JSONSchemaError) in _ = try site.string() }
        }
        + ["deprecated", "readOnly", "writeOnly"].map { name in
            annotation(name) { site, _ throws(JSONSchemaError) in _ = try site.boolean() }
        }
        + [
            annotation("examples") { site, _ throws(JSONSchemaError) in _ = try site.array() },
            annotation("default") { _, _ in },
            annotation("contentSchema") { site, compiler throws(JSONSchemaError) in
                _ = try site.subschema(&compiler)
            },
        ]

    private static func annotation(
        _ name: String, _ check: @escaping @Sendable (KeywordSite, inout SchemaCompiler) throws(JSONSchemaError) -> Void
    ) -> SchemaKeyword {
        SchemaKeyword(name) { site, compiler throws(JSONSchemaError) in
            try check(site, &compiler)
            return nil
        }
    }
}
