/// What may stand in `\p{…}` (ECMA-262 2024, tables 67 to 69), and how PCRE2 writes it.
enum UnicodeProperty {
    /// nil: ECMA-262 has no such property. Whether there is a script of that name, PCRE2 knows.
    static func translated(_ expression: String) -> String? {
        let parts = expression.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isNamePart) }) else { return nil }
        guard parts.count == 2 else {
            return categories[expression] ?? (binary.contains(expression) ? expression : nil)
        }
        switch parts[0] {
        case "General_Category", "gc": return categories[parts[1]]
        case "Script", "sc": return "sc:" + parts[1]
        case "Script_Extensions", "scx": return "scx:" + parts[1]
        default: return nil
        }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static let categories: [String: String] = {
        let names = [
            "C": ["Other"], "Cc": ["Control", "cntrl"], "Cf": ["Format"], "Cn": ["Unassigned"], "Co": ["Private_Use"],
            "Cs": ["Surrogate"], "L": ["Letter"], "Ll": ["Lowercase_Letter"], "Lm": ["Modifier_Letter"],
            "Lo": ["Other_Letter"], "Lt": ["Titlecase_Letter"], "Lu": ["Uppercase_Letter"],
            "M": ["Mark", "Combining_Mark"], "Mc": ["Spacing_Mark"], "Me": ["Enclosing_Mark"],
            "Mn": ["Nonspacing_Mark"], "N": ["Number"], "Nd": ["Decimal_Number", "digit"], "Nl": ["Letter_Number"],
            "No": ["Other_Number"], "P": ["Punctuation", "punct"], "Pc": ["Connector_Punctuation"],
            "Pd": ["Dash_Punctuation"], "Pe": ["Close_Punctuation"], "Pf": ["Final_Punctuation"],
            "Pi": ["Initial_Punctuation"], "Po": ["Other_Punctuation"], "Ps": ["Open_Punctuation"],
            "S": ["Symbol"], "Sc": ["Currency_Symbol"], "Sk": ["Modifier_Symbol"], "Sm": ["Math_Symbol"],
            "So": ["Other_Symbol"], "Z": ["Separator"], "Zl": ["Line_Separator"], "Zp": ["Paragraph_Separator"],
            "Zs": ["Space_Separator"],
        ]
        var categories = ["LC": "L&", "Cased_Letter": "L&"]
        for (short, long) in names {
            for name in long + [short] { categories[name] = short }
        }
        return categories
    }()

    private static let binary: Set<String> = [
        "ASCII", "ASCII_Hex_Digit", "AHex", "Alphabetic", "Alpha", "Any", "Bidi_Control", "Bidi_C", "Bidi_Mirrored",
        "Bidi_M", "Case_Ignorable", "CI", "Cased", "Changes_When_Casefolded", "CWCF", "Changes_When_Casemapped", "CWCM",
        "Changes_When_Lowercased", "CWL", "Changes_When_Titlecased", "CWT", "Changes_When_Uppercased", "CWU", "Dash",
        "Default_Ignorable_Code_Point", "DI", "Deprecated", "Dep", "Diacritic", "Dia", "Emoji", "Emoji_Component",
        "EComp", "Emoji_Modifier", "EMod", "Emoji_Modifier_Base", "EBase", "Emoji_Presentation", "EPres",
        "Extended_Pictographic", "ExtPict", "Extender", "Ext", "Grapheme_Base", "Gr_Base", "Grapheme_Extend", "Gr_Ext",
        "Hex_Digit", "Hex", "IDS_Binary_Operator", "IDSB", "IDS_Trinary_Operator", "IDST", "ID_Continue", "IDC",
        "ID_Start", "IDS", "Ideographic", "Ideo", "Join_Control", "Join_C", "Logical_Order_Exception", "LOE",
        "Lowercase", "Lower", "Math", "Noncharacter_Code_Point", "NChar", "Pattern_Syntax", "Pat_Syn",
        "Pattern_White_Space", "Pat_WS", "Quotation_Mark", "QMark", "Radical", "Regional_Indicator", "RI",
        "Sentence_Terminal", "STerm", "Soft_Dotted", "SD", "Terminal_Punctuation", "Term", "Unified_Ideograph", "UIdeo",
        "Uppercase", "Upper", "Variation_Selector", "VS", "White_Space", "space", "XID_Continue", "XIDC", "XID_Start",
        "XIDS",
    ]
}
