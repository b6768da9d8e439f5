extension SchemaKeyword {
    static let anchor = SchemaKeyword("$anchor") { site, compiler throws(JSONSchemaError) in
        let name = try site.string()
        guard let first = name.utf8.first, isNameStart(first), name.utf8.allSatisfy(isNamePart) else {
            throw site.malformed("must begin with a letter or _, and go on with letters, digits, -, _ and .")
        }
        guard compiler.setAnchor(name, of: site.owner) else {
            throw site.malformed("is the anchor of another schema already")
        }
        return nil
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: isNameStart(byte)
        }
    }
}
