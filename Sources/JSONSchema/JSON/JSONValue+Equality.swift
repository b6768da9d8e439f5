extension JSONValue {
    /// Whether both are the same value in the sense of JSON Schema (Core 2020-12, section 4.2.2): numbers by their
    /// mathematical value, strings scalar by scalar, objects whatever the order of their members.
    package func isEqual(to other: JSONValue) -> Bool {
        switch (kind, other.kind) {
        case (.null, .null): true
        case (.bool(let one), .bool(let two)): one == two
        case (.number(let one), .number(let two)): one == two
        case (.string(let one), .string(let two)): ExactString(one) == ExactString(two)
        case (.array(let one), .array(let two)):
            one.count == two.count && zip(one, two).allSatisfy { $0.isEqual(to: $1) }
        case (.object(let one), .object(let two)):
            one.members.count == two.members.count
                && one.members.allSatisfy { name, value in two[name].map(value.isEqual) ?? false }
        default: false
        }
    }
}
