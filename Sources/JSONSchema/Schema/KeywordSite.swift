/// A keyword where it stands in a schema, and the forms that its value may be asked to have.
struct KeywordSite {
    let keyword: String
    let value: JSONValue
    /// The keyword's siblings, and itself.
    let schema: JSONObject
    /// Of the keyword's value.
    let pointer: String

    func malformed(_ reason: String) -> JSONSchemaError { .malformed(pointer: pointer, reason: reason) }

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
    func distinctStrings() throws(JSONSchemaError) -> [String] {
        var strings = MemberTable<Void>()
        for element in try array() {
            guard case .string(let string) = element.kind, strings.append(string, ()) else {
                throw malformed("must be an array of strings, each of them once")
            }
        }
        return strings.members.map(\.name)
    }

    func subschema(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> SubschemaID {
        try compiler.compile(value, at: pointer)
    }
}
