/// The groups of a regular expression that catch what they match, counted and named before it is translated: `\2` and
/// `\k<name>` may stand before what they refer to.
struct ECMAScriptGroups {
    private(set) var count = 0
    /// The number of each name.
    private(set) var numbers: [ExactString: Int] = [:]

    init(_ scalars: [Unicode.Scalar]) throws(RegularExpressionError) {
        var position = 0
        var isInClass = false
        while position < scalars.count {
            switch scalars[position] {
            case "\\": position += 1
            case "[": isInClass = true
            case "]": isInClass = false
            case "(" where !isInClass: try add(scalars[(position + 1)...])
            default: break
            }
            position += 1
        }
    }

    private mutating func add(_ rest: ArraySlice<Unicode.Scalar>) throws(RegularExpressionError) {
        guard rest.first == "?" else {
            count += 1
            return
        }
        let isNamed =
            rest.starts(with: ["?", "<"]) && !rest.starts(with: ["?", "<", "="])
            && !rest.starts(with: ["?", "<", "!"])
        guard isNamed else { return }
        count += 1
        let name = Self.name(rest.dropFirst(2))
        guard let name else { throw RegularExpressionError("a group's name is not one, or does not end with >") }
        guard numbers.updateValue(count, forKey: ExactString(name)) == nil else {
            throw RegularExpressionError("two groups have the name \(JSONText.excerpt(name))")
        }
    }

    /// What stands before the ">"; nil: nothing that is a name.
    static func name(_ rest: ArraySlice<Unicode.Scalar>) -> String? {
        guard let end = rest.firstIndex(of: ">"), let first = rest.first, isNameStart(first),
            rest[..<end].allSatisfy({
                isNameStart($0) || $0.properties.isIDContinue || $0 == "\u{200C}" || $0 == "\u{200D}"
            })
        else { return nil }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: rest[..<end])
        return String(name)
    }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIDStart || scalar == "$" || scalar == "_"
    }
}
