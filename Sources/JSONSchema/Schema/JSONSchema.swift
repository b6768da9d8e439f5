/// A JSON Schema (draft 2020-12), compiled once to validate many values, from any thread.
///
/// ``SchemaKeyword/vocabulary`` lists the keywords it knows. A schema with another one is refused: what it meant to
/// forbid would pass. So is one with a reference to another schema, or with one that would go on for ever.
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
        (subschemas, root) = try SchemaCompiler.compile(SchemaDocument(root: schema))
    }

    /// Empty: the value fits. Lists at most ``SchemaValidation/maximumViolations`` and then looks no further.
    ///
    /// Bounded in time and stack whatever the schema and the value: where the bounds are met, the last violation is of
    /// the keyword ``JSONSchemaViolation/undecided``, and says so.
    package func validate(
        _ value: JSONValue, within bounds: ValidationBounds = .standard
    ) -> [JSONSchemaViolation] {
        var validation = SchemaValidation(subschemas: subschemas, bounds: bounds)
        validation.apply(root, to: value, by: "false")
        return validation.violations
    }
}
