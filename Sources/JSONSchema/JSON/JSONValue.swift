/// A JSON value, and the bytes of the text that it was read from.
package struct JSONValue: Sendable {
    package enum Kind: Sendable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case string(String)
        case array([JSONValue])
        case object(JSONObject)
    }

    package let kind: Kind
    /// The value's own bytes in the text, without white space around them: to cut it out exactly as it came.
    package let range: Range<Int>
}

extension JSONValue {
    /// The depth that is allowed where nothing else is said. `[]` has depth 1.
    package static let standardDepth = 128
    /// No text is read deeper than this, whatever its reader asks for: freeing and validating a value recurse.
    package static let greatestDepth = 512

    /// Reads one JSON text (RFC 8259), strictly: valid UTF-8 without a byte order mark, no lone surrogates, no two
    /// members of one name in an object, no exponent beyond ±10¹⁷. Time and memory grow linearly with the text.
    package static func parse(
        _ bytes: [UInt8], maximumDepth: Int = standardDepth
    ) throws(JSONSyntaxError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONSyntaxError) in
            var reader = JSONReader(bytes, maximumDepth: maximumDepth)
            return try reader.readTree()
        }
    }

    /// Accepts and refuses exactly what ``parse(_:maximumDepth:)`` does, without building the value. Does not recurse:
    /// fit for threads with a small stack.
    package static func check(
        _ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = standardDepth
    ) throws(JSONSyntaxError) {
        var reader = JSONReader(bytes, maximumDepth: maximumDepth)
        try reader.check()
    }
}
