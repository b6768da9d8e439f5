import JSONSchema

/// Writes one JSON object, member by member; payloads and results are spliced in byte for byte.
struct JSONObjectWriter {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    mutating func member(_ name: String, raw: [UInt8]?) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        JSONText.append(quoted: name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        bytes += raw ?? Array("null".utf8)
    }

    mutating func member(_ name: String, _ text: String?) { member(name, raw: text.map(Self.quoted)) }
    mutating func member(_ name: String, _ number: Int?) { member(name, raw: number.map { Array(String($0).utf8) }) }
    mutating func member(_ name: String, _ flag: Bool) { member(name, raw: Array(String(flag).utf8)) }

    /// Whole numbers are written without a fraction.
    mutating func member(_ name: String, _ number: Double?) {
        member(name, raw: number.map { Array((Int(exactly: $0).map(String.init) ?? String($0)).utf8) })
    }

    mutating func member(_ name: String, array: [[UInt8]]) { member(name, raw: Self.array(array)) }
    mutating func member(_ name: String, texts: [String]) { member(name, array: texts.map(Self.quoted)) }

    mutating func member(_ name: String, object: ((inout JSONObjectWriter) -> Void)?) {
        member(name, raw: object.map(Self.object))
    }

    static func object(_ body: (inout JSONObjectWriter) -> Void) -> [UInt8] {
        var writer = JSONObjectWriter()
        body(&writer)
        return writer.bytes + [UInt8(ascii: "}")]
    }

    /// An object whose one member is a list.
    static func list(_ name: String, _ elements: [[UInt8]]) -> [UInt8] {
        object { $0.member(name, array: elements) }
    }

    private static func array(_ elements: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "[")] + elements.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONText.append(quoted: text, to: &bytes)
        return bytes
    }
}
