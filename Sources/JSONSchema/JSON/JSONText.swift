/// JSON as text: whether it is, and the pieces from which it is spliced by hand.
package enum JSONText {
    /// Whether the bytes are one JSON text, as strictly as ``JSONValue/parse(_:maximumDepth:)`` reads it.
    package static func isJSON(_ bytes: [UInt8], maximumDepth: Int = JSONValue.standardDepth) -> Bool {
        bytes.withUnsafeBufferPointer { (try? JSONValue.check($0, maximumDepth: maximumDepth)) != nil }
    }

    /// The string as JSON, with its quotes.
    package static func quote(_ string: String) -> String {
        var bytes: [UInt8] = []
        append(quoted: string, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the string as JSON, with its quotes.
    package static func append(quoted string: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20:
                bytes += "\\u00".utf8
                bytes += [hexDigit(byte >> 4), hexDigit(byte & 0xF)]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// For messages: quoted, and cut after so many characters that no hostile name fills a log or an answer.
    static func excerpt(_ string: String) -> String {
        let start = string.unicodeScalars.prefix(excerptLength)
        return quote(String(start) + (start.endIndex < string.endIndex ? "…" : ""))
    }

    private static let excerptLength = 64

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
