extension ECMAScriptTranslator {
    private enum ClassAtom {
        case character(Unicode.Scalar)
        case set(CharacterSet)
    }

    /// From the opening bracket on.
    mutating func readClass() throws(RegularExpressionError) -> Int {
        position += 1
        let isOpposite = skip("^")
        if skip("]") {
            // ECMA-262 knows the class of nothing and its opposite.
            write(isOpposite ? "[\\x{0}-\\x{10ffff}]" : "[^\\x{0}-\\x{10ffff}]")
            return 1
        }
        write(isOpposite ? "[^" : "[")
        var parts = 0
        while !skip("]") {
            parts += try readClassRange()
            guard parts <= Self.maximumSize else { throw error("has a class that is too large") }
        }
        write("]")
        costs.partsOfClass = max(costs.partsOfClass, parts)
        return parts
    }

    private mutating func readClassRange() throws(RegularExpressionError) -> Int {
        let first = try readClassAtom()
        let isRange = next == "-" && position + 1 < scalars.count && scalars[position + 1] != "]"
        guard isRange else { return writeClassAtom(first) }
        position += 1
        guard case .character(let first) = first, case .character(let last) = try readClassAtom() else {
            throw error("has a range that does not go from a character to another")
        }
        guard first <= last else { throw error("has a range whose ends are in the wrong order") }
        write(first)
        write("-")
        write(last)
        return 1
    }

    private mutating func writeClassAtom(_ atom: ClassAtom) -> Int {
        switch atom {
        case .character(let scalar):
            write(scalar)
            return 1
        case .set(let set):
            write(set.inClass)
            return set.parts
        }
    }

    private mutating func readClassAtom() throws(RegularExpressionError) -> ClassAtom {
        guard let scalar = next else { throw error("has a class that is not closed") }
        guard scalar == "\\" else {
            position += 1
            return .character(scalar)
        }
        if let set = try readCharacterSet() { return .set(set) }
        return .character(skip("\\b") ? "\u{8}" : try readEscapedCharacter())
    }
}
