extension SchemaKeyword {
    /// `$defs`: schemas to be referred to. What is wrong in one is wrong, whether it is referred to or not.
    static let definitions = SchemaKeyword("$defs") { site, compiler throws(JSONSchemaError) in
        _ = try site.namedSubschemas(&compiler)
        return nil
    }
}
