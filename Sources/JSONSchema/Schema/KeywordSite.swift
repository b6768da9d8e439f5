/// A keyword where it stands in a schema, and the forms that its value may be asked to have.
struct KeywordSite {
    let keyword: String
    let value: JSONValue
    /// The keyword's siblings, and itself.
    let schema: JSONObject
    /// Stands for the schema which has the keyword.
    let owner: SubschemaID
    let document: SchemaDocument

    /// Another keyword of the same schema; nil: there is none.
    func sibling(_ name: String) -> KeywordSite? {
        schema[name].map { value in
            KeywordSite(keyword: name, value: value, schema: schema, owner: owner, document: document)
        }
    }

    func malformed(_ reason: String) -> JSONSchemaError {
        .malformed(pointer: document.pointer(to: value), reason: reason)
    }

    func string() throws(JSONSchemaError) -> String {
        guard case .string(let string) = value.kind else { throw malformed("must be a string") }
        return string
    }

    func boolean() throws(JSONSchemaError) -> Bool {
        guard case .bool(let flag) = value.kind else { throw malformed("must be true or false") }
        return flag
    }

    func number() throws(JSONSchemaError) -> JSONNumber {
        guard case .number(let number) = value.kind else { throw malformed("must be a number") }
        return number
    }

    /// A count that does not fit an Int is as good as the greatest that does.
    func count() throws(JSONSchemaError) -> Int {
        guard case .number(let number) = value.kind, number.isInteger, !number.decimal.isNegative else {
            throw malformed("must be an integer that is not negative")
        }
        return number.asInt64().map { Int(clamping: $0) } ?? .max
    }

    func array() throws(JSONSchemaError) -> [JSONValue] {
        guard case .array(let elements) = value.kind else { throw malformed("must be an array") }
        return elements
    }

    func object() throws(JSONSchemaError) -> JSONObject {
        guard case .object(let object) = value.kind else { throw malformed("must be an object") }
        return object
    }

    /// In the order given.
    func distinctStrings() throws(JSONSchemaError) -> [String] { try distinctStrings(in: value) }

    func distinctStrings(in value: JSONValue) throws(JSONSchemaError) -> [String] {
        var strings = MemberTable<Void>()
        guard case .array(let elements) = value.kind,
            elements.allSatisfy({ element in
                if case .string(let string) = element.kind { strings.append(string, ()) } else { false }
            })
        else {
            throw .malformed(
                pointer: document.pointer(to: value), reason: "must be an array of strings, each of them once")
        }
        return strings.members.map(\.name)
    }

    func subschema(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> SubschemaID {
        try compiler.compile(value)
    }

    /// Of an array of schemas, which must not be empty.
    func subschemas(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> [SubschemaID] {
        guard case .array(let elements) = value.kind, !elements.isEmpty else {
            throw malformed("must be an array of at least one schema")
        }
        var subschemas: [SubschemaID] = []
        for element in elements { subschemas.append(try compiler.compile(element)) }
        return subschemas
    }

    /// Of an object whose members are schemas.
    func namedSubschemas(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> MemberTable<SubschemaID> {
        var subschemas = MemberTable<SubschemaID>()
        for (name, schema) in try object().members { _ = subschemas.append(name, try compiler.compile(schema)) }
        return subschemas
    }

    /// Of an object whose names are patterns and whose members are schemas.
    func patternSubschemas(
        _ compiler: inout SchemaCompiler
    ) throws(JSONSchemaError) -> [(pattern: RegularExpression, subschema: SubschemaID)] {
        var subschemas: [(pattern: RegularExpression, subschema: SubschemaID)] = []
        for (text, schema) in try object().members {
            subschemas.append((try compiler.pattern(text, at: self), try compiler.compile(schema)))
        }
        return subschemas
    }
}
