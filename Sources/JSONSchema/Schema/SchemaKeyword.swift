/// What one keyword means: how the assertion is made from its value in a schema.
struct SchemaKeyword: Sendable {
    let name: String
    /// nil: there is nothing to validate. Throws when the keyword's value is malformed.
    let compile: @Sendable (KeywordSite, inout SchemaCompiler) throws(JSONSchemaError) -> (any SchemaAssertion)?

    init(
        _ name: String,
        _ compile:
            @escaping @Sendable (KeywordSite, inout SchemaCompiler) throws(JSONSchemaError) -> (
                any SchemaAssertion
            )?
    ) {
        self.name = name
        self.compile = compile
    }
}
