extension JSONReader {
    /// What the latest string or name holds.
    var string: String {
        if let unescaped { return String(decoding: unescaped, as: UTF8.self) }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[stringRange]), as: UTF8.self)
    }

    /// From the opening quote to behind the closing one.
    mutating func readString() throws(JSONSyntaxError) {
        position += 1
        unescaped = nil
        var runStart = position
        while true {
            switch byte {
            case UInt8(ascii: "\""):
                stringRange = runStart..<position
                unescaped?.append(contentsOf: bytes[stringRange])
                position += 1
                return
            case UInt8(ascii: "\\"):
                var text = unescaped.take() ?? []
                text.append(contentsOf: bytes[runStart..<position])
                text.append(contentsOf: try readEscape().utf8)
                unescaped = text
                runStart = position
            case 0x20...0x7F: position += 1
            case 0x80...0xFF: try skipUTF8Sequence()
            default:
                guard position < bytes.count else { throw expected("'\"'") }
                throw error("a control character in a string must be escaped")
            }
        }
    }

    /// Well-formed sequences of more than one byte (Unicode 15, table 3-7).
    private mutating func skipUTF8Sequence() throws(JSONSyntaxError) {
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch byte {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        let end = position + length
        guard length > 0, end <= bytes.count, second.contains(bytes[position + 1]),
            bytes[(position + 2)..<end].allSatisfy({ 0x80...0xBF ~= $0 })
        else { throw error("invalid UTF-8") }
        position = end
    }

    private mutating func readEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = position
        position += 1
        let escape = byte
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(escape)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try readFourHexDigits()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            return try readLowSurrogate(after: unit, start: start)
        default: throw JSONSyntaxError(offset: start, reason: "unknown escape in a string")
        }
    }

    /// RFC 8259 lets a lone surrogate pass, but it stands for no character, and no UTF-8 text can hold it.
    private mutating func readLowSurrogate(
        after high: UInt32, start: Int
    ) throws(JSONSyntaxError) -> Unicode.Scalar {
        let lone = JSONSyntaxError(offset: start, reason: "a lone surrogate in a string")
        guard high < 0xDC00, byte == UInt8(ascii: "\\") else { throw lone }
        position += 1
        guard byte == UInt8(ascii: "u") else { throw lone }
        position += 1
        let low = try readFourHexDigits()
        guard 0xDC00...0xDFFF ~= low, let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw lone }
        return scalar
    }

    private mutating func readFourHexDigits() throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw expected("a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
