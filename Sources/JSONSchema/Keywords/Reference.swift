extension SchemaKeyword {
    /// `$ref`: to a place in the same schema, by a JSON pointer or an anchor.
    static let reference = SchemaKeyword("$ref") { site, compiler throws(JSONSchemaError) in
        let reference = try site.string()
        guard let fragment = localFragment(of: reference, in: site.document) else {
            throw .remoteReference(reference, pointer: site.document.pointer(to: site.value))
        }
        guard let fragment = removingPercentEncoding(fragment) else { throw site.malformed("is no URI reference") }
        guard fragment.isEmpty || fragment.utf8.first == UInt8(ascii: "/") else {
            return ReferenceAssertion(target: compiler.refer(toAnchor: fragment, from: site))
        }
        guard let target = site.document.value(at: fragment) else { throw site.malformed("leads to nothing") }
        return ReferenceAssertion(target: compiler.refer(to: target, from: site))
    }

    /// nil: it leads out of the schema. The schema's own `$id`, written as it is there, does not.
    private static func localFragment(of reference: String, in document: SchemaDocument) -> Substring.UTF8View? {
        let hash = reference.utf8.firstIndex(of: UInt8(ascii: "#")) ?? reference.utf8.endIndex
        let resource = reference.utf8[..<hash]
        guard resource.isEmpty || document.identifier.map({ resource.elementsEqual($0.utf8) }) == true else {
            return nil
        }
        return Substring(reference.utf8[hash...].dropFirst()).utf8
    }

    /// RFC 3986, section 2.1; nil: a % is not followed by two hexadecimal digits, or what comes out is not UTF-8.
    private static func removingPercentEncoding(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }
}

struct ReferenceAssertion: SchemaAssertion {
    let target: SubschemaID

    var appliedInPlace: [SubschemaID] { [target] }

    func validate(_ value: JSONValue, _ validation: inout SchemaValidation) {
        validation.apply(target, to: value, by: "$ref")
    }
}
