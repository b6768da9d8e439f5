/// Reads a regular expression by the grammar of ECMA-262 with the flag `u` (2024, section 22.2.1), and writes it anew
/// so that PCRE2 understands the same. What the grammar does not have is refused; so nothing that only PCRE2 has comes
/// through: verbs, recursion, callouts, atomic groups, possessive repeats, options, `\A`, `\Q`, `\K`, `\C`.
///
/// Characters are written as `\x{…}`: none has a meaning by accident.
struct ECMAScriptTranslator {
    struct Translation {
        let pattern: [UInt8]
        let size: Int
        let costs: RegularExpressionCosts
    }

    static let maximumLength = 4096
    static let maximumDepth = 32
    static let maximumRepeats = 65_535
    /// See ``RegularExpression/size``.
    static let maximumSize = 5000

    let scalars: [Unicode.Scalar]
    let groups: ECMAScriptGroups
    var position = 0
    var pattern: [UInt8] = []
    var costs = RegularExpressionCosts()
    /// The numbers of the groups that catch, and have begun and not ended.
    private(set) var openGroups: Set<Int> = []
    private var begunGroups = 0
    private var depth = 0

    static func translate(_ text: String) throws(RegularExpressionError) -> Translation {
        guard text.utf8.count <= maximumLength else {
            throw RegularExpressionError("has more than \(maximumLength) bytes")
        }
        var translator = try ECMAScriptTranslator(Array(text.unicodeScalars))
        let size = try translator.readDisjunction()
        guard translator.next == nil else { throw translator.error("has a ) that closes no group") }
        return Translation(pattern: translator.pattern, size: size, costs: translator.costs)
    }

    private init(_ scalars: [Unicode.Scalar]) throws(RegularExpressionError) {
        self.scalars = scalars
        groups = try ECMAScriptGroups(scalars)
    }

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    /// Whether the text goes on with this; it is read then.
    mutating func skip(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    mutating func write(_ text: String) { pattern += text.utf8 }

    mutating func write(_ scalar: Unicode.Scalar) { write("\\x{\(String(scalar.value, radix: 16))}") }

    func error(_ reason: String) -> RegularExpressionError {
        RegularExpressionError("\(reason) (at character \(position))")
    }

    /// - Returns: the size of what was read, as all of these functions do.
    private mutating func readDisjunction() throws(RegularExpressionError) -> Int {
        var size = 1
        while let scalar = next, scalar != ")" {
            if scalar == "|" {
                position += 1
                size += 1
                write("|")
            } else {
                size += try readTerm(scalar)
            }
            guard size <= Self.maximumSize else { throw error("is too large when its repeats are written out") }
        }
        return size
    }

    private mutating func readTerm(_ scalar: Unicode.Scalar) throws(RegularExpressionError) -> Int {
        let size: Int
        switch scalar {
        case "^", "$":
            position += 1
            write(scalar == "^" ? "\\A" : "\\z")
            return 1
        case "(":
            let group = try readGroup()
            guard group.isRepeatable else { return group.size }
            return try readQuantifier(ofGroup: group.size)
        case "*", "+", "?", "{": throw error("has nothing before it to repeat; write \\\(scalar) for the character")
        case "\\":
            if skip("\\b") || skip("\\B") {
                write(scalars[position - 1] == "b" ? "\\b" : "\\B")
                return 1
            }
            size = try readEscape()
        case "[": size = try readClass()
        case ".":
            position += 1
            write("[^\\x{a}\\x{d}\\x{2028}\\x{2029}]")
            size = 1
        default:
            position += 1
            write(scalar)
            size = 1
        }
        if let repeats = try readQuantifier() {
            costs.minimumRepeats = max(costs.minimumRepeats, repeats.lowerBound)
        }
        return size
    }

    private mutating func readGroup() throws(RegularExpressionError) -> (size: Int, isRepeatable: Bool) {
        let lookaround = ["(?=", "(?!", "(?<=", "(?<!"].first { skip($0) }
        var number: Int?
        if let lookaround {
            write(lookaround)
        } else if skip("(?:") {
            write("(?:")
        } else {
            try skipOpeningOfCatchingGroup()
            write("(")
            begunGroups += 1
            number = begunGroups
            openGroups.insert(begunGroups)
        }
        depth += 1
        guard depth <= Self.maximumDepth else { throw error("has groups deeper than \(Self.maximumDepth)") }
        let size = try readDisjunction()
        depth -= 1
        guard skip(")") else { throw error("has a group that is not closed") }
        write(")")
        if let number { openGroups.remove(number) }
        return (size, lookaround == nil)
    }

    /// A number will do for a group with a name, which was read before.
    private mutating func skipOpeningOfCatchingGroup() throws(RegularExpressionError) {
        if skip("(?<") {
            while let scalar = next, scalar != ">" { position += 1 }
        } else if skip("(?") {
            throw error("is no group that ECMA-262 has")
        }
        position += 1
    }

    /// A group is copied as often as it is repeated.
    private mutating func readQuantifier(ofGroup size: Int) throws(RegularExpressionError) -> Int {
        guard let repeats = try readQuantifier() else { return size }
        return size * max(1, repeats.upperBound == .max ? repeats.lowerBound : repeats.upperBound)
    }

    /// nil: there is none.
    private mutating func readQuantifier() throws(RegularExpressionError) -> ClosedRange<Int>? {
        let repeats: ClosedRange<Int>
        if skip("*") {
            repeats = 0...Int.max
        } else if skip("+") {
            repeats = 1...Int.max
        } else if skip("?") {
            repeats = 0...1
        } else if skip("{") {
            repeats = try readBraces()
        } else {
            return nil
        }
        write("{\(repeats.lowerBound),\(repeats.upperBound == .max ? "" : "\(repeats.upperBound)")}")
        if skip("?") { write("?") }
        return repeats
    }

    /// Behind the opening brace.
    private mutating func readBraces() throws(RegularExpressionError) -> ClosedRange<Int> {
        let malformed = error("has a { that begins no repeat; write \\{ for the character")
        guard let least = try readRepeats() else { throw malformed }
        var most = least
        if skip(",") { most = try readRepeats() ?? .max }
        guard skip("}") else { throw malformed }
        guard least <= most else { throw error("has a repeat whose bounds are in the wrong order") }
        return least...most
    }

    /// nil: no digit.
    private mutating func readRepeats() throws(RegularExpressionError) -> Int? {
        var repeats: Int?
        while let digit = next?.decimalDigit {
            repeats = (repeats ?? 0) * 10 + digit
            position += 1
            guard repeats ?? 0 <= Self.maximumRepeats else {
                throw error("has a repeat of more than \(Self.maximumRepeats)")
            }
        }
        return repeats
    }
}

extension Unicode.Scalar {
    /// ASCII digits alone.
    var decimalDigit: Int? { "0"..."9" ~= self ? Int(value - 0x30) : nil }
}
