import JSONSchema
import Testing

@Suite struct JSONSchemaValidationTests {
    private func violations(_ schema: String, _ value: String) throws -> [String] {
        try JSONSchema(Array(schema.utf8)).validate(JSONValue.parse(value)).map {
            "\($0.pointer)|\($0.keyword)|\($0.message)"
        }
    }

    @Test(arguments: [
        ("true", #"{"a":1}"#), ("{}", "null"), (#"{"type":"integer"}"#, "1.0"),
        (#"{"type":["string","null"]}"#, "null"),
        (#"{"type":"number"}"#, "1"), (#"{"enum":[1,"a",[2],{"b":null}]}"#, #"{"b":null}"#), (#"{"enum":[1]}"#, "1.0"),
        (#"{"const":{"a":1,"b":2}}"#, #"{"b":2.0,"a":1}"#), (#"{"const":null}"#, "null"),
        (#"{"minimum":5}"#, "5.0"), (#"{"minimum":5}"#, #""four""#), (#"{"maximum":1e400}"#, "1e399"),
        (#"{"exclusiveMinimum":9007199254740992}"#, "9007199254740993"),
        (#"{"exclusiveMaximum":0.1}"#, "0.09999999999999999999999"),
        (#"{"multipleOf":0.1}"#, "0.3"), (#"{"multipleOf":0.01}"#, "1e999999999"), (#"{"multipleOf":3}"#, "0"),
        (#"{"multipleOf":1.5}"#, "-4.50"), (#"{"multipleOf":7}"#, "123456789012345678901234567890123456789008"),
        (#"{"multipleOf":999999999999999999}"#, "999999999999999999000000"), (#"{"multipleOf":1e-400}"#, "3e-399"),
        (#"{"minLength":2,"maxLength":2}"#, "\"e\u{301}\""), (#"{"maxLength":1}"#, #""😀""#),
        (#"{"minLength":2.0}"#, "1"),
        (#"{"maxLength":1e30}"#, #""a""#), (#"{"minItems":1,"maxItems":2}"#, "[1,2]"),
        (#"{"items":{"type":"null"}}"#, "[null]"),
        (#"{"items":false}"#, "[]"), (#"{"properties":{"a":false}}"#, #"{"b":1}"#),
        (#"{"required":["a"]}"#, #"{"a":null}"#),
        (#"{"required":["a"]}"#, "[]"), (#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1}"#),
        (#"{"additionalProperties":{"type":"null"}}"#, #"{"a":null}"#),
        (
            #"{"title":"t","description":"d","default":3,"examples":[1],"deprecated":true,"readOnly":true,"writeOnly":false,"#
                + #""$comment":"c","$id":"i","format":"email","$schema":"https://json-schema.org/draft/2020-12/schema"}"#,
            "1"
        ),
    ])
    func fits(schema: String, value: String) throws {
        #expect(try violations(schema, value) == [])
    }

    @Test(arguments: [
        ("false", "1", ["|false|is not allowed"]),
        (#"{"type":"number"}"#, #""x""#, ["|type|must be a number, is a string"]),
        (#"{"type":"integer"}"#, "1.5", ["|type|must be an integer, is a number"]),
        (#"{"type":["object","boolean","null"]}"#, "[]", ["|type|must be an object, a boolean or null, is an array"]),
        (#"{"type":"boolean"}"#, "0", ["|type|must be a boolean, is a number"]),
        (#"{"enum":[1,"a",null]}"#, #""b""#, [#"|enum|must be one of 1, "a", null"#]),
        (#"{"enum":[1,[2]]}"#, "2", ["|enum|must be one of the 2 values that the schema lists"]),
        (#"{"enum":[true]}"#, "1", ["|enum|must be one of true"]),
        (#"{"enum":[]}"#, "1", ["|enum|must be one of "]),
        (#"{"const":1}"#, "true", ["|const|must be 1"]),
        (#"{"const":[1]}"#, "[1,1]", ["|const|must be the constant that the schema names"]),
        ("{\"const\":\"\u{E9}\"}", "\"e\u{301}\"", ["|const|must be \"\u{E9}\""]),
        (#"{"minimum":5}"#, "4.999", ["|minimum|must be at least 5"]),
        (#"{"maximum":9007199254740992}"#, "9007199254740993", ["|maximum|must be at most 9007199254740992"]),
        (#"{"exclusiveMinimum":0}"#, "-0.0", ["|exclusiveMinimum|must be greater than 0"]),
        (#"{"exclusiveMaximum":1e400}"#, "1e999999999", ["|exclusiveMaximum|must be less than 1e400"]),
        (#"{"multipleOf":0.01}"#, "0.015", ["|multipleOf|must be a multiple of 0.01"]),
        (#"{"multipleOf":0.3}"#, "1e99999999999999999", ["|multipleOf|must be a multiple of 0.3"]),
        (#"{"multipleOf":8}"#, "20", ["|multipleOf|must be a multiple of 8"]),
        (#"{"multipleOf":7}"#, "123456789012345678901234567890123456789009", ["|multipleOf|must be a multiple of 7"]),
        (#"{"minLength":2}"#, #""😀""#, ["|minLength|must have at least 2 characters, has 1"]),
        (#"{"maxLength":1}"#, #""ab""#, ["|maxLength|must have at most 1 character, has 2"]),
        (#"{"minItems":1}"#, "[]", ["|minItems|must have at least 1 item, has 0"]),
        (#"{"maxItems":0}"#, "[1]", ["|maxItems|must have at most 0 items, has 1"]),
        (
            #"{"items":{"type":"null"}}"#, "[null,1,null,[]]",
            ["/1|type|must be null, is a number", "/3|type|must be null, is an array"]
        ),
        (#"{"items":false}"#, "[0]", ["/0|items|is not allowed"]),
        (#"{"required":["a","b"]}"#, #"{"b":1}"#, [#"|required|must have the property "a""#]),
        (
            #"{"properties":{"a/b":{"items":{"required":["~"]}}}}"#, #"{"a/b":[{}]}"#,
            [#"/a~1b/0|required|must have the property "~""#]
        ),
        (#"{"properties":{"a":false}}"#, #"{"a":1}"#, ["/a|properties|is not allowed"]),
        (
            #"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1,"~b":2}"#,
            ["/~0b|additionalProperties|is not allowed"]
        ),
        (
            "{\"properties\":{\"\u{E9}\":{}},\"additionalProperties\":false}", "{\"e\u{301}\":1}",
            ["/e\u{301}|additionalProperties|is not allowed"]
        ),
        (#"{"additionalProperties":{"type":"null"}}"#, #"{"a":1}"#, ["/a|type|must be null, is a number"]),
        (
            #"{"maxItems":1,"items":{"minimum":1},"type":"array"}"#, "[0,1]",
            ["|maxItems|must have at most 1 item, has 2", "/0|minimum|must be at least 1"]
        ),
    ])
    func doesNotFit(schema: String, value: String, expected: [String]) throws {
        #expect(try violations(schema, value) == expected)
    }

    @Test func atMostTwentyViolationsAreListed() throws {
        let value = "[\(Array(repeating: "1", count: 1000).joined(separator: ","))]"
        #expect(try violations(#"{"items":{"type":"null"}}"#, value).count == 20)
        let required = (0..<30).map { "\"r\($0)\"" }.joined(separator: ",")
        #expect(try violations("{\"required\":[\(required)],\"type\":\"object\"}", "{}").count == 20)
    }

    @Test func hostileNamesAreCut() throws {
        let name = String(repeating: "n", count: 100_000)
        let found = try violations(#"{"additionalProperties":false}"#, "{\"\(name)\":1}")
        #expect(found == ["/\(String(repeating: "n", count: 1023))…|additionalProperties|is not allowed"])
    }

    @Test func violationsDescribeThemselves() {
        let violation = JSONSchemaViolation(pointer: "/a", keyword: "type", message: "must be a number, is a string")
        #expect("\(violation)" == "/a must be a number, is a string")
        #expect(
            "\(JSONSchemaViolation(pointer: "", keyword: "false", message: "is not allowed"))"
                == "the value is not allowed")
    }
}
