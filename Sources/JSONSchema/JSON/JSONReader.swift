/// Reads JSON token by token (RFC 8259). The whole grammar is here and in its two extensions; what becomes of the
/// tokens is the business of ``readTree()`` and ``check()``. Lives no longer than the bytes it was given.
struct JSONReader {
    enum Token {
        case null
        case bool(Bool)
        /// The value comes along when the text is a plain integer of at most 18 digits.
        case number(shortInteger: Int64?)
        /// ``JSONReader/string`` has it.
        case string
        /// Of a member, with the colon after it; ``JSONReader/string`` has it.
        case name
        case arrayStart, arrayEnd, objectStart, objectEnd
    }

    private enum Container {
        case array, object
    }

    /// What the grammar allows next.
    private enum Expectation {
        case value, valueOrEnd, nameOrEnd, commaOrEnd
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    /// Where the latest token begins.
    private(set) var tokenStart = 0
    /// What the latest string or name holds when it has escapes; else it is `bytes[stringRange]`.
    var unescaped: [UInt8]?
    var stringRange = 0..<0

    private let maximumDepth: Int
    private var containers: [Container] = []
    private var expectation = Expectation.value

    init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = min(maximumDepth, JSONValue.greatestDepth)
    }

    /// The byte to be read next; 0 behind the end, which no rule of the grammar takes.
    var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    /// nil: the text was one value, and ended there.
    mutating func next() throws(JSONSyntaxError) -> Token? {
        skipWhiteSpace()
        switch expectation {
        case .value: return try readValue()
        case .valueOrEnd: return byte == UInt8(ascii: "]") ? closeContainer() : try readValue()
        case .nameOrEnd: return byte == UInt8(ascii: "}") ? closeContainer() : try readName(or: "'}'")
        case .commaOrEnd: return try readCommaOrEnd()
        }
    }

    private mutating func readCommaOrEnd() throws(JSONSyntaxError) -> Token? {
        guard let container = containers.last else {
            guard position == bytes.count else { throw expected("nothing after the value") }
            return nil
        }
        switch (container, byte) {
        case (.array, UInt8(ascii: "]")), (.object, UInt8(ascii: "}")):
            return closeContainer()
        case (_, UInt8(ascii: ",")):
            position += 1
            skipWhiteSpace()
            return container == .array ? try readValue() : try readName()
        case (.array, _): throw expected("',' or ']'")
        case (.object, _): throw expected("',' or '}'")
        }
    }

    private mutating func readValue() throws(JSONSyntaxError) -> Token {
        tokenStart = position
        switch byte {
        case UInt8(ascii: "{"): return try open(.object)
        case UInt8(ascii: "["): return try open(.array)
        default: expectation = .commaOrEnd
        }
        switch byte {
        case UInt8(ascii: "\""):
            try readString()
            return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(shortInteger: try readNumber())
        case UInt8(ascii: "t"): return try readLiteral("true", .bool(true))
        case UInt8(ascii: "f"): return try readLiteral("false", .bool(false))
        case UInt8(ascii: "n"): return try readLiteral("null", .null)
        case 0xEF where position == 0: throw error("expected a value, not a byte order mark")
        default: throw expected("a value")
        }
    }

    private mutating func readName(or alternative: String? = nil) throws(JSONSyntaxError) -> Token {
        tokenStart = position
        guard byte == UInt8(ascii: "\"") else {
            throw expected(["a member name in quotes", alternative].compactMap(\.self).joined(separator: " or "))
        }
        try readString()
        skipWhiteSpace()
        guard byte == UInt8(ascii: ":") else { throw expected("':'") }
        position += 1
        expectation = .value
        return .name
    }

    private mutating func readLiteral(_ text: StaticString, _ token: Token) throws(JSONSyntaxError) -> Token {
        let end = position + text.utf8CodeUnitCount
        let literal = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[position..<end].elementsEqual(literal) else { throw expected("a value") }
        position = end
        return token
    }

    private mutating func open(_ container: Container) throws(JSONSyntaxError) -> Token {
        guard containers.count < maximumDepth else { throw error("nested deeper than \(maximumDepth) levels") }
        containers.append(container)
        position += 1
        expectation = container == .array ? .valueOrEnd : .nameOrEnd
        return container == .array ? .arrayStart : .objectStart
    }

    private mutating func closeContainer() -> Token {
        position += 1
        expectation = .commaOrEnd
        return containers.popLast() == .array ? .arrayEnd : .objectEnd
    }

    private mutating func skipWhiteSpace() {
        while true {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    func error(_ reason: String) -> JSONSyntaxError { JSONSyntaxError(offset: position, reason: reason) }

    func expected(_ what: String) -> JSONSyntaxError {
        error(position < bytes.count ? "expected \(what)" : "expected \(what), but the text ends")
    }
}
