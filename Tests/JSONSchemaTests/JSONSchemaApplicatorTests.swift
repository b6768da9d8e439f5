import JSONSchema
import Testing

/// The keywords that apply subschemas, and those that came with them: what they say of a value that does not fit.
/// Whether it fits, the official suite knows better.
@Suite struct JSONSchemaApplicatorTests {
    private func violations(_ schema: String, _ value: String) throws -> [String] {
        try JSONSchema(Array(schema.utf8)).validate(JSONValue.parse(value)).map {
            "\($0.pointer)|\($0.keyword)|\($0.message)"
        }
    }

    @Test(arguments: [
        (#"{"$id":"urn:x","$ref":"urn:x#/$defs/a%7e1b","$defs":{"a/b":{"type":"null"}}}"#, "null"),
        (#"{"$id":"urn:x#","$ref":"urn:x#a","$defs":{"b":{"$anchor":"a","const":1}}}"#, "1"),
        (##"{"properties":{"a":{"$ref":"#"}},"additionalProperties":false}"##, #"{"a":{"a":{"a":{}}}}"#),
        (##"{"$ref":"#/allOf/1/items","allOf":[true,{"items":{"type":"array"}}]}"##, "[[]]"),
        (
            #"{"contentMediaType":"application/json","contentEncoding":"base64","contentSchema":{"type":"null"}}"#,
            #""x""#
        ),
        (#"{"then":false,"else":false,"minContains":2,"maxContains":0}"#, "[]"),
        (#"{"contains":{"const":1},"minContains":0}"#, "[]"),
        (#"{"contains":{"const":1},"maxContains":2}"#, "[1,2,1]"),
        (
            #"{"uniqueItems":true}"#,
            #"[1,"1",true,[1],{"a":1},[true],{"b":1},{"a":[1]},null,0,false,"\u00e9","é2",1.5]"#
        ),
        (#"{"uniqueItems":true}"#, "[9007199254740993,9007199254740992,1e400,1e401]"),
        ("{\"uniqueItems\":true}", "[\"\u{E9}\",\"e\u{301}\"]"),
        (#"{"uniqueItems":false}"#, "[1,1]"),
        (#"{"enum":[0,1,2,3,4,5,6,7,8,{"a":[1.0],"b":2}]}"#, #"{"b":2.0,"a":[1]}"#),
        (#"{"patternProperties":{"^a":{},"b$":{}},"additionalProperties":false}"#, #"{"ax":1,"xb":2}"#),
    ])
    func fits(schema: String, value: String) throws {
        #expect(try violations(schema, value) == [])
    }

    @Test(arguments: [
        (#"{"pattern":"^a+$"}"#, #""ab""#, [#"|pattern|must match the pattern "^a+$""#]),
        (
            #"{"patternProperties":{"^n":{"type":"number"}}}"#, #"{"n":"x","a":"x"}"#,
            ["/n|type|must be a number, is a string"]
        ),
        (#"{"patternProperties":{"^n":false}}"#, #"{"n":"x"}"#, ["/n|patternProperties|is not allowed"]),
        (
            #"{"propertyNames":{"maxLength":2}}"#, #"{"ab":1,"abc":2}"#,
            [#"|propertyNames|has the property name "abc", which must have at most 2 characters, has 3"#]
        ),
        (
            #"{"propertyNames":false}"#, #"{"a":1}"#,
            [#"|propertyNames|has the property name "a", which is not allowed"#]
        ),
        (#"{"minProperties":2}"#, #"{"a":1}"#, ["|minProperties|must have at least 2 properties, has 1"]),
        (#"{"maxProperties":1}"#, #"{"a":1,"b":2}"#, ["|maxProperties|must have at most 1 property, has 2"]),
        (
            #"{"prefixItems":[{"type":"null"},false],"items":{"type":"string"}}"#, "[1,2,3]",
            [
                "/0|type|must be null, is a number", "/1|prefixItems|is not allowed",
                "/2|type|must be a string, is a number",
            ]
        ),
        (
            #"{"contains":{"const":1}}"#, "[2]",
            ["|contains|must contain at least 1 item of the form asked for, contains 0"]
        ),
        (
            #"{"contains":{"const":1},"minContains":2}"#, "[1,2]",
            ["|minContains|must contain at least 2 items of the form asked for, contains 1"]
        ),
        (
            #"{"contains":{"const":1},"maxContains":1}"#, "[1,2,1,1]",
            ["|maxContains|must contain at most 1 item of the form asked for, contains more"]
        ),
        (
            #"{"uniqueItems":true}"#, #"[{"a":1,"b":[2]},3,{"b":[2.0],"a":1e0}]"#,
            ["|uniqueItems|must have no item twice, has the same at 0 and 2"]
        ),
        (
            #"{"uniqueItems":true}"#, "[1e20,100000000000000000000]",
            [
                "|uniqueItems|must have no item twice, has the same at 0 and 1"
            ]
        ),
        (
            #"{"dependentRequired":{"a":["b","c"]}}"#, #"{"a":1,"b":1}"#,
            [#"|dependentRequired|must have the property "c", since it has "a""#]
        ),
        (
            #"{"dependentSchemas":{"a":{"maxProperties":1}}}"#, #"{"a":1,"b":1}"#,
            [
                "|maxProperties|must have at most 1 property, has 2"
            ]
        ),
        (#"{"dependentSchemas":{"a":false}}"#, #"{"a":1}"#, ["|dependentSchemas|is not allowed"]),
        (
            #"{"allOf":[{"minimum":3},{"multipleOf":2},false]}"#, "1",
            ["|minimum|must be at least 3", "|multipleOf|must be a multiple of 2", "|allOf|is not allowed"]
        ),
        (#"{"not":{"type":"string"}}"#, #""a""#, ["|not|has a form that is excluded"]),
        (
            #"{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}"#, #"{"a":1}"#,
            [#"|required|must have the property "b""#]
        ),
        (#"{"if":{"type":"null"},"else":false}"#, "1", ["|else|is not allowed"]),
        (
            ##"{"$defs":{"a":{"type":"null"}},"items":{"$ref":"#/$defs/a"}}"##, "[1]",
            ["/0|type|must be null, is a number"]
        ),
        (##"{"$defs":{"a":false},"items":{"$ref":"#/$defs/a"}}"##, "[1]", ["/0|$ref|is not allowed"]),
    ])
    func doesNotFit(schema: String, value: String, expected: [String]) throws {
        #expect(try violations(schema, value) == expected)
    }

    private static let shapes =
        #"{"oneOf":[{"properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind","r"]},"#
        + #"{"properties":{"kind":{"const":"square"},"side":{"type":"number"}},"required":["kind","side"]}]}"#

    @Test(arguments: [
        // Of one form only the type is right.
        (
            #"{"anyOf":[{"type":"string","minLength":2},{"type":"number"},{"type":"null"}]}"#, #""a""#,
            [
                "|anyOf|fits none of the 3 allowed forms",
                "|minLength|must have at least 2 characters, has 1",
            ]
        ),
        (#"{"anyOf":[{"type":"string"},{"type":"number"}]}"#, "[]", ["|anyOf|fits none of the 2 allowed forms"]),
        (
            #"{"anyOf":[{"minimum":5},{"multipleOf":2}]}"#, "3", ["|anyOf|fits none of the 2 allowed forms"]
        ),
        (#"{"anyOf":[{"minimum":5}]}"#, "3", ["|minimum|must be at least 5"]),
        (#"{"oneOf":[false]}"#, "3", ["|oneOf|is not allowed"]),
        (
            #"{"anyOf":[false,{"minimum":5}]}"#, "3",
            ["|anyOf|fits none of the 2 allowed forms", "|minimum|must be at least 5"]
        ),
        // A constant tells the forms apart.
        (
            shapes, #"{"kind":"square","side":"x"}"#,
            ["|oneOf|fits none of the 2 allowed forms", "/side|type|must be a number, is a string"]
        ),
        (
            "{\"items\":\(shapes)}", #"[{"kind":"circle"}]"#,
            ["/0|oneOf|fits none of the 2 allowed forms", #"/0|required|must have the property "r""#]
        ),
        (shapes, #"{"kind":"star"}"#, ["|oneOf|fits none of the 2 allowed forms"]),
        (
            #"{"oneOf":[{"minimum":1},{"minimum":2},{"type":"string"}]}"#, "3",
            ["|oneOf|must fit exactly one of the 3 allowed forms, fits more than one"]
        ),
        // Forms within forms.
        (
            #"{"anyOf":[{"type":"null"},{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"number"}}]}]}"#,
            #"[1,"a"]"#,
            [
                "|anyOf|fits none of the 2 allowed forms", "|anyOf|fits none of the 2 allowed forms",
                "/1|type|must be a number, is a string",
            ]
        ),
    ])
    func theFormThatWasMeantIsExplained(schema: String, value: String, expected: [String]) throws {
        #expect(try violations(schema, value) == expected)
    }

    @Test func whatOnlyDecidesIsNotListed() throws {
        let schema =
            #"{"not":{"type":"string"},"contains":{"type":"null"},"if":{"minItems":5},"anyOf":[{"maxItems":0},{}]}"#
        #expect(try violations(schema, "[null,1]") == [])
    }
}
