/// A JSON Schema (draft 2020-12), compiled once to validate many values, from any thread.
///
/// ``SchemaKeyword/vocabulary`` lists the keywords it knows. A schema with another one is refused: what it meant to forbid
/// would pass.
package struct JSONSchema: Sendable {
    /// Of a schema's own text.
    package static let maximumBytes = 1 << 20

    private let subschemas: [CompiledSubschema]
    private let root: SubschemaID

    package init(_ bytes: [UInt8]) throws(JSONSchemaError) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge(bytes: bytes.count) }
        let schema: JSONValue
        do {
            schema = try JSONValue.parse(bytes)
        } catch {
            throw .notJSON(error)
        }
        var compiler = SchemaCompiler()
        root = try compiler.compile(schema, at: "")
        subschemas = compiler.subschemas
    }

    /// Empty: the value fits. Lists at most ``SchemaValidation/maximumViolations`` and then looks no further.
    package func validate(_ value: JSONValue) -> [JSONSchemaViolation] {
        var validation = SchemaValidation(subschemas: subschemas)
        validation.apply(root, to: value, by: "false")
        return validation.violations
    }
}
