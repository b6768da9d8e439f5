extension SchemaKeyword {
    /// `$schema`: another dialect would give the other keywords another meaning, so it is refused.
    static let dialect = SchemaKeyword("$schema") { site, _ throws(JSONSchemaError) in
        let dialect = try site.string()
        guard
            dialect == "https://json-schema.org/draft/2020-12/schema"
                || dialect == "https://json-schema.org/draft/2020-12/schema#"
        else {
            throw site.malformed("must be https://json-schema.org/draft/2020-12/schema, the only dialect known here")
        }
        return nil
    }
}
