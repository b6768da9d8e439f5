/// Reads a JSON object of strings and numbers, which keep the digits that they were written with.
struct FlatObject {
    enum Value: Equatable {
        case string(String)
        /// The text of the number.
        case number(String)
    }

    struct SyntaxError: Error, Equatable {
        let message: String
    }

    private var rest: ArraySlice<UInt8>

    static func parse(_ json: [UInt8]) throws(SyntaxError) -> [String: Value] {
        var parser = FlatObject(rest: json[...])
        let members = try parser.object()
        guard parser.next() == nil else { throw SyntaxError(message: "something follows the object") }
        return members
    }

    private mutating func object() throws(SyntaxError) -> [String: Value] {
        var members: [String: Value] = [:]
        try expect("{")
        if next() == UInt8(ascii: "}") {
            rest.removeFirst()
            return members
        }
        while true {
            let name = try string()
            guard members[name] == nil else { throw SyntaxError(message: "a member is there twice") }
            try expect(":")
            members[name] = next() == UInt8(ascii: "\"") ? .string(try string()) : .number(try number())
            guard next() == UInt8(ascii: ",") else { break }
            rest.removeFirst()
        }
        try expect("}")
        return members
    }

    /// The next byte that is no white space; it stays.
    private mutating func next() -> UInt8? {
        rest = rest.drop { " \t\r\n".utf8.contains($0) }
        return rest.first
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(SyntaxError) {
        guard next() == UInt8(ascii: character) else { throw SyntaxError(message: "\(character) is missing") }
        rest.removeFirst()
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    private mutating func number() throws(SyntaxError) -> String {
        _ = next()
        let start = rest
        skip("-")
        let isZeroLed = rest.first == UInt8(ascii: "0")
        let wholeDigits = skipDigits()
        var isNumber = wholeDigits == 1 || wholeDigits > 1 && !isZeroLed
        if skip(".") { isNumber = skipDigits() > 0 && isNumber }
        if skip("eE") {
            skip("+-")
            isNumber = skipDigits() > 0 && isNumber
        }
        guard isNumber else { throw SyntaxError(message: "a member is neither a string nor a number") }
        return String(decoding: start[..<rest.startIndex], as: UTF8.self)
    }

    @discardableResult
    private mutating func skip(_ anyOf: String) -> Bool {
        guard let first = rest.first, anyOf.utf8.contains(first) else { return false }
        rest.removeFirst()
        return true
    }

    /// How many digits there were.
    private mutating func skipDigits() -> Int {
        let count = rest.prefix { Self.isDigit($0) }.count
        rest = rest.dropFirst(count)
        return count
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private mutating func string() throws(SyntaxError) -> String {
        try expect("\"")
        var units: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units += Array(try escape().utf8)
            case 0..<0x20: throw SyntaxError(message: "a string holds a control character")
            default: units.append(byte)
            }
        }
        throw SyntaxError(message: "a string does not end")
    }

    /// What follows a backslash.
    private mutating func escape() throws(SyntaxError) -> String {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var units = [try hexadecimal()]
            // The second half of a surrogate pair; a lone half is repaired.
            if UTF16.isLeadSurrogate(units[0]), rest.starts(with: #"\u"#.utf8) {
                rest = rest.dropFirst(2)
                units.append(try hexadecimal())
            }
            return String(decoding: units, as: UTF16.self)
        default: throw SyntaxError(message: "a string holds an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(SyntaxError) -> UInt16 {
        let text = String(decoding: rest.prefix(4), as: UTF8.self)
        guard text.utf8.count == 4, text.allSatisfy(\.isHexDigit), let unit = UInt16(text, radix: 16) else {
            throw SyntaxError(message: "a \\u escape needs four hexadecimal digits")
        }
        rest = rest.dropFirst(4)
        return unit
    }
}
