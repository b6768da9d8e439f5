/// The members of a JSON object, in the order in which they came.
package struct JSONObject: Sendable {
    let table: MemberTable<JSONValue>

    package var members: [(name: String, value: JSONValue)] { table.members }

    /// Names are compared scalar by scalar; takes constant time.
    package subscript(name: String) -> JSONValue? { table[name] }
}
