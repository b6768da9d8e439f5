extension ECMAScriptTranslator {
    /// `\d`, `\w`, `\s` and their opposites, `\p{…}` and `\P{…}`: a set of characters.
    struct CharacterSet {
        /// As it is written within a class of PCRE2.
        let inClass: String
        /// How many comparisons it takes.
        let parts: Int
    }

    /// What `\s` is besides what PCRE2's own `\s` is.
    private static let furtherWhiteSpace: [ClosedRange<UInt32>] = [
        0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F, 0x205F...0x205F,
        0x3000...0x3000, 0xFEFF...0xFEFF,
    ]

    private static let whiteSpace = "\\s" + furtherWhiteSpace.map { written($0.lowerBound, $0.upperBound) }.joined()

    /// ASCII's part of it, and then what lies between.
    private static let noWhiteSpace: String = {
        var (written, start): (String, UInt32) = ("", 0x21)
        written = Self.written(0, 0x08) + Self.written(0x0E, 0x1F)
        for range in furtherWhiteSpace {
            written += Self.written(start, range.lowerBound - 1)
            start = range.upperBound + 1
        }
        return written + Self.written(start, 0x10FFFF)
    }()

    private static func written(_ first: UInt32, _ last: UInt32) -> String {
        "\\x{\(String(first, radix: 16))}-\\x{\(String(last, radix: 16))}"
    }

    /// What begins with a backslash, outside of a class; `\b` and `\B` are no business of this.
    mutating func readEscape() throws(RegularExpressionError) -> Int {
        let start = position
        position += 1
        if skip("k") {
            guard skip("<"), let name = ECMAScriptGroups.name(scalars[position...]),
                let number = groups.numbers[ExactString(name)]
            else { throw error("has a \\k without the name of a group") }
            position += name.unicodeScalars.count + 1
            return writeBackreference(number)
        }
        if let digit = next?.decimalDigit, digit > 0 {
            var number = 0
            while let digit = next?.decimalDigit, number <= groups.count {
                number = number * 10 + digit
                position += 1
            }
            guard number <= groups.count else { throw error("refers to a group that is not there") }
            return writeBackreference(number)
        }
        position = start
        if let set = try readCharacterSet() {
            write("[\(set.inClass)]")
            costs.partsOfClass = max(costs.partsOfClass, set.parts)
            return set.parts
        }
        write(try readEscapedCharacter())
        return 1
    }

    private mutating func writeBackreference(_ number: Int) -> Int {
        // Within the group itself ECMA-262 has it match nothing, PCRE2 what the group caught a round before.
        write(openGroups.contains(number) ? "(?:)" : "\\g{\(number)}")
        costs.hasBackreferences = true
        return 1
    }

    /// nil: the backslash here begins a character. Reads nothing then.
    mutating func readCharacterSet() throws(RegularExpressionError) -> CharacterSet? {
        for name in ["d", "D", "w", "W"] where skip("\\" + name) {
            return CharacterSet(inClass: "\\" + name, parts: 1)
        }
        if skip("\\s") { return CharacterSet(inClass: Self.whiteSpace, parts: 9) }
        if skip("\\S") { return CharacterSet(inClass: Self.noWhiteSpace, parts: 9) }
        let isOpposite = skip("\\P")
        guard isOpposite || skip("\\p") else { return nil }
        var name = String.UnicodeScalarView()
        guard skip("{") else { throw error("has a \\p without a property in braces") }
        while let scalar = next, scalar != "}" {
            name.append(scalar)
            position += 1
        }
        guard skip("}"), let property = UnicodeProperty.translated(String(name)) else {
            throw error("has a \\p with the unknown property \(JSONText.excerpt(String(name)))")
        }
        return CharacterSet(inClass: "\\\(isOpposite ? "P" : "p"){\(property)}", parts: 4)
    }

    /// From the backslash on.
    mutating func readEscapedCharacter() throws(RegularExpressionError) -> Unicode.Scalar {
        position += 1
        guard let escape = next else { throw error("ends with a \\") }
        position += 1
        switch escape {
        case "t": return "\t"
        case "n": return "\n"
        case "v": return "\u{B}"
        case "f": return "\u{C}"
        case "r": return "\r"
        case "0" where next?.decimalDigit == nil: return "\0"
        case "c":
            guard let letter = next, letter.isASCII, letter.properties.isAlphabetic else {
                throw error("has a \\c without a letter")
            }
            position += 1
            return Unicode.Scalar(UInt8(letter.value & 0x1F))
        case "x": return try character(readHexDigits(2))
        case "u": return try character(readCodePoint())
        default:
            guard escape.isASCII, escape.decimalDigit == nil, !escape.properties.isAlphabetic else {
                throw error("has an escape that ECMA-262 does not have")
            }
            return escape
        }
    }

    private func character(_ codePoint: UInt32?) throws(RegularExpressionError) -> Unicode.Scalar {
        guard let codePoint else { throw error("has an escape without its hexadecimal digits") }
        guard let scalar = Unicode.Scalar(codePoint) else { throw error("has an escape that stands for no character") }
        return scalar
    }

    /// Behind `\u`; two surrogates are one character.
    private mutating func readCodePoint() -> UInt32? {
        if skip("{") {
            var value: UInt32?
            while let digit = next?.hexDigit, value ?? 0 <= 0x10FFFF {
                value = (value ?? 0) << 4 | digit
                position += 1
            }
            return skip("}") ? value : nil
        }
        guard let unit = readHexDigits(4) else { return nil }
        guard 0xD800...0xDBFF ~= unit else { return unit }
        let end = position
        if skip("\\u"), let low = readHexDigits(4), 0xDC00...0xDFFF ~= low {
            return 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        }
        position = end
        return unit
    }

    private mutating func readHexDigits(_ count: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = next?.hexDigit else { return nil }
            value = value << 4 | digit
            position += 1
        }
        return value
    }
}

extension Unicode.Scalar {
    fileprivate var hexDigit: UInt32? { isASCII ? Character(self).hexDigitValue.map(UInt32.init) : nil }
}
