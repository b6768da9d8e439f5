import JSONSchema
import Testing

/// Regular expressions as ECMA-262 has them, through the keyword `pattern`.
@Suite struct RegularExpressionTests {
    private func schema(_ pattern: String) throws(JSONSchemaError) -> JSONSchema {
        try JSONSchema(Array("{\"pattern\":\(JSONText.quote(pattern))}".utf8))
    }

    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        try schema(pattern).validate(JSONValue.parse(JSONText.quote(text))).isEmpty
    }

    /// Each with texts that match, and texts that do not.
    private static let expressions: [(String, [String], [String])] = [
        ("", ["", "a"], []), ("b", ["b", "abc"], ["", "a", "B"]), ("^$", [""], ["a", "\n"]),
        ("^a$", ["a"], ["a\n", "\na", "a\nb"]), ("a|^b|", ["", "x"], []), ("^(a|bc)$", ["a", "bc"], ["b", "abc"]),
        ("^.$", ["x", "é", "😀", "\u{85}", "\u{B}"], ["", "\n", "\r", "\u{2028}", "\u{2029}", "ab"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]), ("^a{1,2}?$", ["a", "aa"], ["", "aaa"]), ("^a{2,}$", ["aa", "aaaa"], ["a"]),
        ("^(?:ab){2,3}$", ["abab", "ababab"], ["ab", "abababab"]), ("^a{0}$", [""], ["a"]),
        ("^a*?b+?c?$", ["b", "aabbc"], ["a", "c"]), ("^(?:){5}(?:a*)*$", ["", "aaa"], ["b"]),
        (#"^\d\D$"#, ["0x", "9٣"], ["٣x", "00"]), (#"^\w\W$"#, ["_é", "Z-", "0 "], ["éa", "aa"]),
        (
            #"^\s$"#, [" ", "\u{A0}", "\u{FEFF}", "\u{2029}", "\u{3000}", "\t", "\u{B}", "\u{1680}"],
            ["x", "\u{85}", "\u{180E}", "\u{200B}"]
        ),
        (
            #"^\S$"#, ["x", "\u{85}", "\u{200B}", "😀", "\0", "\u{1F}", "!"],
            [" ", "\u{A0}", "\u{FEFF}", "\n", "\u{200A}", "\u{2000}"]
        ),
        (#"^[\s\d]+$"#, ["1 2\u{A0}3"], ["1x"]), (#"^[^\s]+$"#, ["ab"], ["a b", "\u{FEFF}"]),
        (#"^[\S]+$"#, ["ab"], ["a\u{3000}b"]), (#"^[^\S]$"#, [" ", "\u{3000}"], ["a"]),
        (#"^[\W]$"#, ["é", "-"], ["a"]), (#"^[^\W]$"#, ["a"], ["é"]), (#"^[^\D]$"#, ["5"], ["a", "٣"]),
        ("^[a-c]$", ["b"], ["d", "-"]), ("^[a-]$", ["a", "-"], ["b"]), ("^[-a]$", ["a", "-"], ["b"]),
        ("^[^-a]$", ["b"], ["a", "-"]), (#"^[a\-c]$"#, ["a", "-", "c"], ["b"]), ("^[.*$[|(]$", ["[", "$", "."], ["a"]),
        ("^[[:alpha:]]$", [":]", "[]", "a]"], ["b]", "b"]), (#"^[\]\\^]$"#, ["]", "\\", "^"], ["a"]),
        ("[]", [], ["", "a"]), ("^[^]$", ["\n", "a", "😀"], ["", "ab"]), ("a[]*b", ["ab"], ["a"]),
        (#"^[\b]$"#, ["\u{8}"], ["b"]), (#"^[😀-😂]$"#, ["😁"], ["😃"]),
        (#"^\u00e9\x41\t\cJ\0$"#, ["éA\t\n\0"], ["éA\t\n"]), (#"^\u{1f600}\ud83d\ude00$"#, ["😀😀"], ["😀"]),
        (#"^[\ud83d\ude00]$"#, ["😀"], ["d83d"]), (#"^\/\.\-\"\@\ \_\{\}$"#, [#"/.-"@ _{}"#], [""]),
        ("^a]}$", ["a]}"], ["a"]), ("^a#b c\n$", ["a#b c\n"], ["a"]), ("^a$|^b$", ["a", "b"], ["ab"]),
        (#"^(a)(b)\2\1$"#, ["abba"], ["abab"]), (#"^(?<x>a|b)-\k<x>$"#, ["a-a", "b-b"], ["a-b"]),
        (#"^\k<x>(?<x>a)$"#, ["a"], ["aa"]), (#"^(?:(a)|b)\1$"#, ["aa", "b"], ["a"]), (#"^(a\1)$"#, ["a"], ["aa"]),
        (#"^(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\10$"#, ["abcdefghijj"], ["abcdefghija0"]),
        (#"^(x?\1){2}$"#, ["", "x", "xx"], ["xxx"]), (#"^(?:(a)(b\1\2))+$"#, ["aba", "abaaba"], ["abab"]),
        (#"^(a)\1{2}0$"#, ["aaa0"], ["aa0"]), ("^(?<$é_1>a)$", ["a"], ["b"]),
        ("a(?=b)", ["ab"], ["a", "ac"]), ("^(?!a).$", ["b"], ["a"]), ("(?<=€)1", ["€1"], ["1"]),
        ("(?<!€)1", ["1", "$1"], ["€1"]), ("(?<=ab|c)d", ["abd", "cd"], ["bd"]),
        (#"\bx\b"#, ["a x b", "x", "éx"], ["ax"]), (#"a\Bb"#, ["ab"], ["a b"]),
        (#"^\p{Letter}\p{Lu}\p{L}$"#, ["πΣx"], ["πσx", "1AB"]), (#"^\P{L}$"#, ["1"], ["a"]),
        (#"^[\p{Nd}_]+$"#, ["٣_5"], ["a"]), (#"^[^\p{L}]$"#, ["1"], ["é"]), (#"^[\P{L}]$"#, ["1"], ["é"]),
        (#"^\p{Script=Greek}+$"#, ["αβγ"], ["abc"]), (#"^\p{sc=Grek}$"#, ["α"], ["a"]),
        (#"^\p{Script_Extensions=Greek}$"#, ["α"], ["a"]), (#"^\p{gc=Decimal_Number}$"#, ["٣"], ["x"]),
        (#"^\p{Emoji_Presentation}$"#, ["😀"], ["a"]), (#"^\p{ASCII}\p{Any}$"#, ["aé"], ["éa"]),
        (#"^\p{White_Space}\p{Alphabetic}\p{Uppercase}$"#, [" éÉ"], [" éé"]), (#"^\p{LC}$"#, ["a", "A"], ["一"]),
        // What PCRE2 would take for something of its own.
        ("^(?:a#b)$", ["a#b"], ["a"]), (#"^\\Qa\\E$"#, [#"\Qa\E"#], ["a"]), (#"^a\{,2\}$"#, ["a{,2}"], ["aa"]),
        ("^[a&&b]$", ["&", "a"], ["c"]), ("(?:^)a", ["a"], ["ba"]), ("^caf\u{E9}$", ["caf\u{E9}"], ["cafe\u{301}"]),
    ]

    @Test(arguments: expressions)
    func meansWhatECMAScriptMeans(pattern: String, matching: [String], others: [String]) throws {
        for text in matching { #expect(try matches(pattern, text), "\(text.debugDescription)") }
        for text in others { #expect(try !matches(pattern, text), "\(text.debugDescription)") }
    }

    @Test(arguments: [
        ("(*UTF)a", "has nothing before it to repeat"), ("(*NO_JIT)", "has nothing before it to repeat"),
        ("a(*COMMIT)b", "has nothing before it to repeat"), ("a(*SKIP:x)", "has nothing before it to repeat"),
        (#"\Aa"#, "has an escape"), (#"a\Z"#, "has an escape"), (#"a\z"#, "has an escape"), (#"\Ga"#, "has an escape"),
        (#"a\Kb"#, "has an escape"), (#"\Qa\E"#, "has an escape"), (#"\C"#, "has an escape"), (#"\R"#, "has an escape"),
        (#"\X"#, "has an escape"), (#"\h"#, "has an escape"), (#"\N"#, "has an escape"),
        (#"\N{U+41}"#, "has an escape"),
        (#"\a"#, "has an escape"), (#"\e"#, "has an escape"), (#"\g1"#, "has an escape"),
        (#"\o{101}"#, "has an escape"),
        (#"\L"#, "has an escape"), (#"[\B]"#, "has an escape"), (#"[\1]"#, "has an escape"), (#"\é"#, "has an escape"),
        (#"\01"#, "has an escape"), ("(?R)", "is no group"), ("(?1)", "is no group"), ("(a)(?1)", "is no group"),
        ("(?&a)", "is no group"), ("(?P<a>b)", "is no group"), ("(?P=a)", "is no group"), ("(?P>a)", "is no group"),
        ("(?'a'b)", "is no group"), ("(?>a)", "is no group"), ("(?|a|b)", "is no group"), ("(?i)a", "is no group"),
        ("(?i:a)", "is no group"), ("(?-i:a)", "is no group"), ("(?^)", "is no group"), ("(?#c)", "is no group"),
        ("(?C)", "is no group"), ("(?C1)a", "is no group"), ("(?(1)a|b)", "is no group"), ("(?)", "is no group"),
        ("(?<a)b", "a group's name"), ("(?<>b)", "a group's name"), ("(?<1>b)", "a group's name"),
        ("(?<a-b>b)", "a group's name"), ("(?<a>b)(?<a>c)", "two groups have the name"),
        ("a*+", "has nothing before it to repeat"), ("a++", "has nothing before it to repeat"),
        ("a?+", "has nothing before it to repeat"), ("a{1}+", "has nothing before it to repeat"),
        ("a**", "has nothing before it to repeat"), ("*", "has nothing before it to repeat"),
        ("^*", "has nothing before it to repeat"), ("(?=a)*", "has nothing before it to repeat"),
        (#"\b+"#, "has nothing before it to repeat"), ("a|*", "has nothing before it to repeat"),
        ("a{", "has a { that begins no repeat"), ("a{x}", "has a { that begins no repeat"),
        ("a{,2}", "has a { that begins no repeat"), ("a{1", "has a { that begins no repeat"),
        ("{1}", "has nothing before it to repeat"), ("a{2,1}", "has a repeat whose bounds are in the wrong order"),
        ("a{65536}", "has a repeat of more than 65535"), ("a{99999999999999999999}", "has a repeat of more than 65535"),
        ("(", "has a group that is not closed"), (")", "has a ) that closes no group"),
        ("(a", "has a group that is not"),
        ("[", "has a class that is not closed"), ("[a", "has a class that is not closed"),
        ("[a-", "has a class that is"),
        ("[b-a]", "has a range whose ends"), (#"[\d-z]"#, "has a range that does not go"),
        (#"[a-\w]"#, "has a range that does not go"), (#"\"#, "ends with a \\"), (#"[\"#, "ends with a \\"),
        (#"\u12"#, "has an escape without its hexadecimal digits"), (#"\xg0"#, "has an escape without its hex"),
        (#"\u{}"#, "has an escape without its hex"), (#"\u{110000}"#, "has an escape that stands for no character"),
        (#"\u{fffffffffffffffffff}"#, "has an escape without its hex"),
        (#"\ud800"#, "has an escape that stands for no"),
        (#"\ud800\u0041"#, "has an escape that stands for no"), (#"\c1"#, "has a \\c without a letter"),
        (#"\cé"#, "has a \\c without a letter"), (#"\1"#, "refers to a group that is not there"),
        (#"(a)\2"#, "refers to a group that is not there"), (#"[(a)]\1"#, "refers to a group that is not there"),
        (#"\99999999999999999999"#, "refers to a group"), (#"\k"#, "has a \\k"), (#"\k<a>"#, "has a \\k"),
        (#"(?<a>b)\k<b>"#, "has a \\k"), (#"\p"#, "has a \\p without"), (#"\pL"#, "has a \\p without"),
        (#"\p{"#, "has a \\p with the unknown"), (#"\p{^L}"#, "has a \\p with the unknown"),
        (#"\p{Greek}"#, "has a \\p with the unknown"), (#"\p{Xan}"#, "has a \\p with the unknown"),
        (#"\p{lu}"#, "has a \\p with the unknown"), (#"\p{L&}"#, "has a \\p with the unknown"),
        (#"\p{sc=}"#, "has a \\p with the unknown"), (#"\p{Script=Nowhere}"#, "PCRE2 refuses"),
        (#"\p{sc:Greek}"#, "has a \\p with the unknown"), ("(?<=a*)b", "PCRE2 refuses"),
        ("(?<=(a|bc)d)e", "PCRE2 refuses"),
        ("(?:a{2}){65535}", "is too large"), ("((((a{9}){9}){9}){9}){9}", "is too large"),
        (String(repeating: "(", count: 33) + String(repeating: ")", count: 33), "has groups deeper than 32"),
        (String(repeating: "a", count: 4097), "has more than 4096 bytes"),
    ])
    func refuses(pattern: String, reason: String) {
        #expect {
            try schema(pattern)
        } throws: { error in
            guard case JSONSchemaError.malformed("/pattern", let text) = error else { return false }
            return text.contains(reason)
        }
    }

    /// Where we are not as ECMA-262 has it, as ``RegularExpression`` says: known, and to be noticed if it changes.
    @Test(arguments: [
        (#"^(?:(a)|b\1)+$"#, "aba", true), (#"^(?:(a)|b\1)+$"#, "ab", false), (#"^\p{Script=greek}$"#, "α", true),
        (#"^a\-b]}$"#, "a-b]}", true),
    ])
    func knownDeviations(pattern: String, text: String, matching: Bool) throws {
        #expect(try matches(pattern, text) == matching)
    }

    /// From a pattern with random pieces: compiled or refused, matched or not, but nothing traps.
    @Test func randomPatternsNeverTrap() throws {
        let pieces = [
            "a", "b", ".", "^", "$", "|", "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", "[", "]", "[^", "-",
            "*", "+",
            "?", "{2}", "{1,}", "{0,3}", "{", "}", ",", "\\", "\\d", "\\S", "\\w", "\\b", "\\1", "\\2", "\\k<n>",
            "\\p{L}",
            "\\P{sc=Greek}", "\\u0061", "\\u{1F600}", "é", "😀", "\0", "\n", "(*", "(?R", "\\Q", "\\x", "#", " ", "&&",
            ":",
        ]
        var random = SplitMix64(state: 262)
        var (taken, found) = (0, 0)
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...12, using: &random)
            let pattern = try (0..<count).map { _ in try #require(pieces.randomElement(using: &random)) }.joined()
            guard let schema = try? schema(pattern) else { continue }
            taken += 1
            for text in ["", "a", "abab😀", "\n\0é-\u{2028}"] {
                if schema.validate(try .parse(JSONText.quote(text))).isEmpty { found += 1 }
            }
        }
        #expect(taken > 2000 && found > 2000, "\(taken) taken, \(found) found")
    }
}
