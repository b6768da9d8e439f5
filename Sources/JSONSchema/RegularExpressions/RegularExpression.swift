import CPCRE2

/// A regular expression of ECMA-262, as JSON Schema wants them (Core 2020-12, section 6.4): with the flag `u`, found
/// anywhere in a text unless it says `^` or `$`. PCRE2 runs it, after ``ECMAScriptTranslator`` wrote it anew.
///
/// Known deviations from ECMA-262 (2024):
/// - Refused, though ECMA-262 has them: a lookbehind whose length is not known before, a lone surrogate such as
///   `\ud800`, a group name twice, more than `maximumRepeats`, depth or size beyond the bounds of the translator.
/// - Taken, though the flag `u` forbids them: a `\` before any ASCII character that is no letter or digit (`\-`, `\"`),
///   and `]` and `}` that close nothing. They mean the character.
/// - What a group caught in one round of a repetition is still there for a `\1` in the next, where ECMA-262 forgets it:
///   in `(?:(a)|b\1)+`.
/// - `\p{…}` knows the Unicode of the PCRE2 that is installed, and a name of a script in any letter case.
///
/// A class, since it owns what PCRE2 allocated. `@unchecked Sendable`: nothing writes to a compiled pattern, and PCRE2
/// allows any number of threads to match with one (pcre2api, "Multithreading").
final class RegularExpression: @unchecked Sendable {
    /// Grows with the time that compiling it takes; 1 for each thing that is to match a character, for each copy that a
    /// repeated group makes of it.
    let size: Int
    /// For messages: cut.
    let excerpt: String
    let costs: RegularExpressionCosts
    let code: OpaquePointer

    init(_ text: String) throws(RegularExpressionError) {
        let translation = try ECMAScriptTranslator.translate(text)
        let options =
            UInt32(PCRE2_UTF) | UInt32(PCRE2_NEVER_UCP) | UInt32(PCRE2_NEVER_BACKSLASH_C)
            | UInt32(PCRE2_MATCH_UNSET_BACKREF) | UInt32(PCRE2_AUTO_CALLOUT)
        var (error, offset): (Int32, Int) = (0, 0)
        let compiled = translation.pattern.withUnsafeBufferPointer { pattern in
            pcre2_compile_8(pattern.baseAddress, pattern.count, options, &error, &offset, nil)
        }
        guard let compiled else { throw RegularExpressionError("PCRE2 refuses: \(Self.message(of: error))") }
        code = compiled
        size = translation.size
        costs = translation.costs
        excerpt = JSONText.excerpt(text)
    }

    deinit { pcre2_code_free_8(code) }

    private static func message(of error: Int32) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            count = Int(max(0, pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
