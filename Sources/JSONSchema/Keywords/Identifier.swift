extension SchemaKeyword {
    /// `$id`: allowed at the top, where it names the whole and changes the meaning of no reference within it. Further
    /// down it would begin another resource, from which on "#" means another place; so it is refused there.
    static let identifier = SchemaKeyword("$id") { site, _ throws(JSONSchemaError) in
        guard site.document.isOwn(site.value) else {
            throw .unsupportedKeyword("$id", pointer: site.document.pointer(to: site.value))
        }
        let identifier = try site.string()
        guard !identifier.utf8.dropLast().contains(UInt8(ascii: "#")) else {
            throw site.malformed("must be a URI reference without a fragment")
        }
        return nil
    }
}

extension SchemaDocument {
    /// The `$id` of the whole, without an empty fragment.
    var identifier: String? {
        guard case .object(let schema) = root.kind, case .string(let identifier) = schema["$id"]?.kind else {
            return nil
        }
        return identifier.utf8.last == UInt8(ascii: "#") ? String(identifier.dropLast()) : identifier
    }

    /// Whether this is the value of the `$id` of the whole.
    fileprivate func isOwn(_ value: JSONValue) -> Bool {
        guard case .object(let schema) = root.kind else { return false }
        return schema["$id"]?.range == value.range
    }
}
