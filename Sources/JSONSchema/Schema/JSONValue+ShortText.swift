extension JSONValue {
    /// For messages, a schema's own value; nil: it is not a scalar, or too long to be quoted.
    var shortText: String? {
        switch kind {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let number): number.text.utf8.count <= 40 ? number.text : nil
        case .string(let string): string.utf8.count <= 40 ? JSONText.quote(string) : nil
        case .array, .object: nil
        }
    }
}
