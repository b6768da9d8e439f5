/// Turns a schema into assertions, and refuses what it does not understand.
struct SchemaCompiler {
    private(set) var subschemas: [CompiledSubschema] = []

    /// Recurses no deeper than the schema's text does.
    mutating func compile(_ schema: JSONValue, at pointer: String) throws(JSONSchemaError) -> SubschemaID {
        let id = SubschemaID(index: subschemas.count)
        switch schema.kind {
        case .bool(let fits):
            subschemas.append(fits ? .anything : .nothing)
        case .object(let members):
            subschemas.append(.anything)
            let assertions = try assertions(of: members, at: pointer)
            if !assertions.isEmpty { subschemas[id] = .all(assertions) }
        default:
            throw .malformed(pointer: pointer, reason: "must be a schema: an object or a boolean")
        }
        return id
    }

    private mutating func assertions(
        of schema: JSONObject, at pointer: String
    ) throws(JSONSchemaError) -> [any SchemaAssertion] {
        for (name, _) in schema.members where !SchemaKeyword.byName.contains(name) {
            throw .unsupportedKeyword(name, pointer: pointer)
        }
        var assertions: [any SchemaAssertion] = []
        for keyword in SchemaKeyword.vocabulary {
            guard let value = schema[keyword.name] else { continue }
            let site = KeywordSite(
                keyword: keyword.name, value: value, schema: schema,
                pointer: JSONPointer.append(keyword.name, to: pointer))
            if let assertion = try keyword.compile(site, &self) { assertions.append(assertion) }
        }
        return assertions
    }
}
