/// Makes text from elsewhere fit for a terminal: what could move the cursor, change colours or reverse the direction of
/// writing is shown as `\u001b` and the like, as JSON would write it.
enum TerminalText {
    /// One line. What is longer than `maximumLength` characters is cut.
    static func clean(_ text: String, maximumLength: Int = .max) -> String {
        let start = text.prefix(maximumLength)
        return escape(start, where: isUnsafe) + (start.endIndex < text.endIndex ? "…" : "")
    }

    /// JSON text that means the same, its line breaks kept.
    static func cleanJSON(_ text: String) -> String {
        escape(text[...]) { scalar in scalar != "\n" && scalar != "\r" && scalar != "\t" && isUnsafe(scalar) }
    }

    /// Cuts a clean text to so many columns; what is cut ends with an ellipsis.
    static func cut(_ text: String, toColumns columns: Int) -> String {
        guard text.utf8.count > columns, self.columns(of: text) > columns else { return text }
        var width = 0
        var kept = ""
        for character in text {
            width += self.columns(of: character)
            guard width < columns else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// How many columns a clean text takes.
    static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

    /// East Asian wide letters and emoji take two columns (Unicode UAX #11, in outline), combining marks none.
    private static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x20..<0x300: return 1
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            let category = scalar.properties.generalCategory
            return category == .nonspacingMark || category == .enclosingMark || category == .format ? 0 : 1
        }
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if (0x20..<0x7F).contains(scalar.value) { return false }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        // The two joiners stay: scripts and emoji need them, and they move nothing.
        case .format: return scalar != "\u{200C}" && scalar != "\u{200D}"
        default: return false
        }
    }

    private static func escape(_ text: Substring, where isUnsafe: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return String(text) }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard isUnsafe(scalar) else {
                clean.append(scalar)
                continue
            }
            for unit in UTF16.encode(scalar) ?? UTF16.EncodedScalar() {
                let digits = String(unit, radix: 16)
                clean += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars
            }
        }
        return String(clean)
    }
}
