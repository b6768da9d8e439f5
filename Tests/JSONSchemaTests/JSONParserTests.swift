import JSONSchema
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        ("null", "null"), ("true", "true"), ("false", "false"), ("0", "0"), ("-0", "-0"), ("-1.5e+03", "-1.5e+03"),
        ("1E400", "1E400"), ("1e999999999", "1e999999999"), ("0e0", "0e0"), (" \t\r\n[ ] \n", "[]"), ("{ }", "{}"),
        (#"{ "b" : 1 , "a" : [ true , null ] }"#, #"{"b":1,"a":[true,null]}"#),
        (#""""#, #""""#), (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\u0008\u000c\n\r\t""#),
        (#""a\u0041\u00e9\u20AC\ud83d\uDE00z""#, #""aAé€😀z""#), (#""\u0000""#, #""\u0000""#),
        ("\"é€😀\u{7F}\u{10FFFF}\u{FFFE}\"", "\"é€😀\u{7F}\u{10FFFF}\u{FFFE}\""),
        (#"{"":{"":[[{}]]}}"#, #"{"":{"":[[{}]]}}"#),
        ("{\"\u{E9}\":1,\"e\u{301}\":2}", "{\"\u{E9}\":1,\"e\u{301}\":2}"),
    ])
    func takes(text: String, canonical: String) throws {
        #expect(Array(try JSONValue.parse(text).canonical.utf8) == Array(canonical.utf8))
        #expect(checkError(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("", 0, "expected a value, but the text ends"), ("  ", 2, "expected a value, but the text ends"),
        ("{", 1, "expected a member name in quotes or '}', but the text ends"),
        ("[", 1, "expected a value, but the text ends"), ("[1", 2, "expected ',' or ']', but the text ends"),
        ("[1 2]", 3, "expected ',' or ']'"), ("[1,]", 3, "expected a value"), ("[,1]", 1, "expected a value"),
        ("[1}", 2, "expected ',' or ']'"), (#"{"a":1]"#, 6, "expected ',' or '}'"),
        (#"{"a":1,}"#, 7, "expected a member name in quotes"), (#"{"a"}"#, 4, "expected ':'"),
        (#"{"a":}"#, 5, "expected a value"), ("{a:1}", 1, "expected a member name in quotes or '}'"),
        ("{'a':1}", 1, "expected a member name in quotes or '}'"),
        ("{1:1}", 1, "expected a member name in quotes or '}'"),
        ("1 2", 2, "expected nothing after the value"), ("[] x", 3, "expected nothing after the value"),
        ("]", 0, "expected a value"), ("nul", 0, "expected a value"), ("nulL", 0, "expected a value"),
        ("True", 0, "expected a value"), ("NaN", 0, "expected a value"), ("-Infinity", 1, "expected a digit"),
        ("nullx", 4, "expected nothing after the value"), ("// c\n1", 0, "expected a value"),
        ("01", 0, "a number must not begin with 0 when more digits follow"),
        ("-00", 1, "a number must not begin with 0 when more digits follow"),
        ("-", 1, "expected a digit, but the text ends"), ("+1", 0, "expected a value"), (".5", 0, "expected a value"),
        ("1.", 2, "expected a digit, but the text ends"), ("1.e5", 2, "expected a digit"),
        ("1e", 2, "expected a digit, but the text ends"), ("1e+", 3, "expected a digit, but the text ends"),
        ("0x1", 1, "expected nothing after the value"), ("1e100000000000000001", 2, "an exponent beyond ±10^17"),
        ("0e-9999999999999999999999", 2, "an exponent beyond ±10^17"),
        (#"""#, 1, "expected '\"', but the text ends"), (#""a"#, 2, "expected '\"', but the text ends"),
        (#""\"#, 1, "unknown escape in a string"), (#""\x""#, 1, "unknown escape in a string"),
        (#""\u12""#, 5, "expected a hexadecimal digit"),
        (#""\u12"#, 5, "expected a hexadecimal digit, but the text ends"),
        (#""\u+123""#, 3, "expected a hexadecimal digit"),
        (#""\ud800""#, 1, "a lone surrogate in a string"), (#""\udc00""#, 1, "a lone surrogate in a string"),
        (#""x\ud800\n""#, 2, "a lone surrogate in a string"), (#""\ud800\ud800""#, 1, "a lone surrogate in a string"),
        (#""\udc00\ud800""#, 1, "a lone surrogate in a string"),
        (#""\ud800\u0041""#, 1, "a lone surrogate in a string"),
        ("\"a\nb\"", 2, "a control character in a string must be escaped"),
        ("\"\u{0}\"", 1, "a control character in a string must be escaped"), ("\u{0}", 0, "expected a value"),
        ("1\u{0}", 1, "expected nothing after the value"), ("[1\u{0}]", 2, "expected ',' or ']'"),
        ("\u{FEFF}1", 0, "expected a value, not a byte order mark"), ("[\u{A0}1]", 1, "expected a value"),
        (#"{"a":1,"b":2,"a":3}"#, 13, #"the member "a" a second time"#),
        (#"{"a":1,"\u0061":3}"#, 7, #"the member "a" a second time"#),
        (#"[{"a":{"b":1,"b":2}}]"#, 13, #"the member "b" a second time"#),
    ])
    func refuses(text: String, offset: Int, reason: String) {
        let error = JSONSyntaxError(offset: offset, reason: reason)
        #expect(parseError(Array(text.utf8)) == error)
        #expect(checkError(Array(text.utf8)) == error)
    }

    @Test(arguments: [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xE0, 0x9F, 0xBF],
        [0xED, 0xA0, 0x80], [0xEF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x98, 0x28],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ])
    func refusesInvalidUTF8(_ sequence: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let error = JSONSyntaxError(offset: 2, reason: "invalid UTF-8")
        for bytes in [[quote, 0x61] + sequence + [quote], [quote, 0x61] + sequence] {
            #expect(parseError(bytes) == error)
            #expect(checkError(bytes) == error)
        }
        #expect(parseError([0x5B] + sequence)?.offset == 1, "outside a string")
    }

    @Test func theDescriptionOfAnErrorIsASentence() {
        #expect(parseError(Array(#"{"a":1]"#.utf8)).map(String.init(describing:)) == "expected ',' or '}' at byte 6")
    }

    @Test func depthIsBounded() {
        func nested(_ depth: Int) -> [UInt8] {
            Array(repeating: 0x5B, count: depth) + Array(repeating: 0x5D, count: depth)
        }
        for depth in [1, 64, 128] {
            #expect(parseError(nested(depth), maximumDepth: depth) == nil)
            #expect(
                parseError(nested(depth + 1), maximumDepth: depth)
                    == JSONSyntaxError(offset: depth, reason: "nested deeper than \(depth) levels"))
            #expect(checkError(nested(depth + 1), maximumDepth: depth)?.offset == depth)
        }
        #expect(parseError(Array("1".utf8), maximumDepth: 0) == nil)
        #expect(parseError(Array("[]".utf8), maximumDepth: 0)?.offset == 0)
        #expect(parseError(nested(1_000_000), maximumDepth: .max)?.offset == JSONValue.greatestDepth)
        #expect(parseError(nested(JSONValue.greatestDepth), maximumDepth: .max) == nil)
        let objects = Array(String(repeating: #"{"a":"#, count: 100_000).utf8)
        #expect(parseError(objects)?.reason == "nested deeper than 128 levels")
        #expect(checkError(objects)?.reason == "nested deeper than 128 levels")
    }

    @Test func depthCountsWhatIsOpenAndNotWhatWas() {
        let wide = Array("[\(Array(repeating: "[[]]", count: 1000).joined(separator: ","))]".utf8)
        #expect(parseError(wide, maximumDepth: 3) == nil)
    }

    @Test func everyValueKeepsItsRange() throws {
        let text = Array(#" { "payload" : { "x": [1.50 ,"é\n"] } , "n":-0.0e1, "t" :true,"e": [ ] } "#.utf8)
        let root = try JSONValue.parse(text)
        let object = try #require(root.asObject)
        func cut(_ value: JSONValue?) throws -> String {
            String(decoding: text[try #require(value).range], as: UTF8.self)
        }
        #expect(root.range == 1..<(text.count - 1))
        #expect(try cut(object["payload"]) == #"{ "x": [1.50 ,"é\n"] }"#)
        #expect(try cut(object["payload"]?.asObject?["x"]) == #"[1.50 ,"é\n"]"#)
        #expect(try cut(object["n"]) == "-0.0e1")
        #expect(try cut(object["t"]) == "true")
        #expect(try cut(object["e"]) == "[ ]")
        #expect(object.members.map(\.name) == ["payload", "n", "t", "e"])
    }

    @Test func manyMembersAreFoundAndToldApart() throws {
        let names = (0..<5000).map { "m\($0)" }
        let members = names.map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",")
        let object = try #require(try JSONValue.parse("{\(members)}").asObject)
        #expect(object.members.map(\.name) == names)
        #expect(names.allSatisfy { object[$0]?.canonical == "\"\($0)\"" })
        #expect(object["m5000"] == nil)
        #expect(parseError(Array("{\(members),\"m77\":0}".utf8))?.reason == #"the member "m77" a second time"#)
        #expect(checkError(Array("{\(members),\"m77\":0}".utf8))?.reason == #"the member "m77" a second time"#)
    }

    @Test func namesAreComparedScalarByScalar() throws {
        // The Ångström sign, and A with a ring in two scalars: as many bytes, and equal to Swift.
        let object = try #require(try JSONValue.parse("{\"\u{212B}\":1,\"A\u{30A}\":2,\"\u{C5}\":3}").asObject)
        #expect(object["\u{212B}"]?.canonical == "1")
        #expect(object["A\u{30A}"]?.canonical == "2")
        #expect(object["\u{C5}"]?.canonical == "3")
    }

    @Test func aHostileNameIsCutInTheMessage() {
        let name = String(repeating: "n", count: 100_000)
        let error = parseError(Array("{\"\(name)\":1,\"\(name)\":1}".utf8))
        #expect(error?.reason == "the member \"\(String(repeating: "n", count: 64))…\" a second time")
    }
}

@Suite struct JSONEqualityTests {
    @Test(arguments: [
        ("1", "1.0", true), ("1e2", "100", true), ("-0", "0", true), ("0", "false", false), ("1", "true", false),
        ("null", "0", false), (#""1""#, "1", false), ("\"\u{E9}\"", "\"e\u{301}\"", false),
        (#""a""#, #""\u0061""#, true),
        ("[1,2]", "[1.0,2e0]", true), ("[1,2]", "[2,1]", false), ("[1]", "[1,1]", false), ("[]", "{}", false),
        (#"{"a":1,"b":[]}"#, #"{"b":[],"a":1.0}"#, true), (#"{"a":1}"#, #"{"a":1,"b":2}"#, false),
        (#"{"a":1,"b":2}"#, #"{"a":1,"c":2}"#, false),
    ])
    func holds(one: String, two: String, equal: Bool) throws {
        let (one, two) = (try JSONValue.parse(one), try JSONValue.parse(two))
        #expect(one.isEqual(to: two) == equal)
        #expect(two.isEqual(to: one) == equal)
    }
}
