import JSONSchema
import Testing

/// Texts broken at random, always the same ones: nothing traps, and what is promised of every text holds.
@Suite struct JSONMutationTests {
    private static let schemas = [
        #"{"type":"object","properties":{"a":{"type":["integer","null"],"minimum":-1.5e3,"multipleOf":0.5}},"required":["a"]}"#,
        #"{"items":{"enum":["x",{"y":[1,2.50]},null]},"minItems":1,"maxItems":20,"additionalProperties":false}"#,
        "{\"minLength\":2,\"maxLength\":1e2,\"const\":\"\\ud83d\\ude00 \\u00e9 é 😀\",\"exclusiveMaximum\":1e400}",
        #"{"type":"array","items":{"type":["number","string","object"],"required":["b"]}}"#,
        ##"{"$defs":{"n":{"$anchor":"n","type":["array","object"],"items":{"$ref":"#n"},"maxProperties":3}},"$ref":"#/$defs/n"}"##,
        #"{"patternProperties":{"^[a-z]{1,3}$":{"pattern":"(x|\\u0079)*\\d"}},"propertyNames":{"pattern":"[^\\s]"}}"#,
        #"{"anyOf":[{"minItems":1,"uniqueItems":true},{"oneOf":[{"not":{"const":1}},{"if":{},"then":false,"else":true}]}]}"#,
        #"{"prefixItems":[true,{"type":"null"}],"contains":{"minimum":2},"minContains":1,"maxContains":3}"#,
        #"{"dependentRequired":{"a":["b"]},"dependentSchemas":{"b":{"minProperties":2}},"allOf":[{"items":{"allOf":[{}]}}]}"#,
    ].map { Array($0.utf8) }

    private static let values = [
        #"[[[]],{"a":{"b":{"c":[true,false,null,-0,0.1,1E+2,9007199254740993]}}},"\"\\\/\b\f\n\r\t",12345678901234567890]"#,
        #"{"a":12.50e1,"b":{}}"#, #"["x",{"y":[1.0,25e-1]}]"#, "[1,2.5e-3]", #""\ud83d\ude00 é é 😀""#,
    ].map { Array($0.utf8) }

    private static let fragments: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "e", "E+9", "-", ".", "0",
            "9999999999999999999999",
            "1e99999999999999999", "true", "null", " ", "\n", "\"type\":", "\"a\":1,", "\"\":", "\u{FEFF}", "é", "😀",
        ].map { Array($0.utf8) } + [[0x00], [0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0xFF]]

    /// One of the texts with up to three changes.
    private func mutated(_ texts: [[UInt8]], _ random: inout SplitMix64) throws -> [UInt8] {
        var text = try #require(texts.randomElement(using: &random))
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let start = Int.random(in: 0...text.count, using: &random)
            let end = min(text.count, start + Int.random(in: 0...6, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: text.removeSubrange(start..<end)
            case 1: text.insert(contentsOf: try #require(Self.fragments.randomElement(using: &random)), at: start)
            case 2: text.insert(contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &random))
            default: if start < text.count { text[start] = UInt8.random(in: 0...255, using: &random) }
            }
        }
        return text
    }

    private func expectRangesToHold(_ value: JSONValue, in text: [UInt8], within outer: Range<Int>) throws {
        try #require(
            !value.range.isEmpty && value.range.lowerBound >= outer.lowerBound
                && value.range.upperBound <= outer.upperBound)
        let again = try JSONValue.parse(Array(text[value.range]))
        #expect(again.canonical == value.canonical)
        switch value.kind {
        case .array(let elements):
            for element in elements { try expectRangesToHold(element, in: text, within: value.range) }
        case .object(let object):
            for (_, member) in object.members { try expectRangesToHold(member, in: text, within: value.range) }
        default: break
        }
    }

    @Test func parserAndCheckAgreeAndRangesHold() throws {
        var random = SplitMix64(state: 20_251_123)
        var (taken, refused) = (0, 0)
        for _ in 0..<10_000 {
            let text = try mutated(Self.schemas + Self.values, &random)
            let error = parseError(text)
            #expect(checkError(text) == error)
            if let error {
                refused += 1
                #expect((0...text.count).contains(error.offset))
            } else {
                taken += 1
                try expectRangesToHold(JSONValue.parse(text), in: text, within: text.indices)
            }
        }
        #expect(taken > 500 && refused > 500, "the mutations reach both sides: \(taken) taken, \(refused) refused")
    }

    @Test func schemasAndValuesNeverTrap() throws {
        var random = SplitMix64(state: 7)
        var (compiled, fitting, unfitting) = (0, 0, 0)
        for _ in 0..<10_000 {
            guard let schema = try? JSONSchema(mutated(Self.schemas, &random)) else { continue }
            compiled += 1
            for _ in 0..<5 {
                guard let value = try? JSONValue.parse(mutated(Self.values, &random)) else { continue }
                let violations = schema.validate(value)
                if violations.isEmpty { fitting += 1 } else { unfitting += 1 }
                #expect(violations.count <= 20)
            }
        }
        #expect(
            compiled > 100 && fitting > 50 && unfitting > 50,
            "\(compiled) compiled, \(fitting) fit, \(unfitting) do not")
    }
}
