import JSONSchema

/// Cuts one member's bytes out of a JSON object, as they came.
enum JSONMember {
    /// nil: not an object, no such member, or null.
    static func cut(_ name: String, from bytes: [UInt8]) -> String? {
        guard let value = try? JSONValue.parse(bytes, maximumDepth: 200), case .object(let object) = value.kind,
            let member = object[name]
        else { return nil }
        if case .null = member.kind { return nil }
        return String(decoding: bytes[member.range], as: UTF8.self)
    }
}
