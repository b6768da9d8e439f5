import JSONSchema
import Testing

@Suite struct JSONSchemaCompilationTests {
    private func error(_ schema: String) -> JSONSchemaError? {
        do throws(JSONSchemaError) {
            _ = try JSONSchema(Array(schema.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        (#"{"unevaluatedItems":false}"#, #"unsupported keyword "unevaluatedItems" at /unevaluatedItems"#),
        (
            ##"{"properties":{"a":{"type":"string","$dynamicRef":"#a"}}}"##,
            #"unsupported keyword "$dynamicRef" at /properties/a/$dynamicRef"#
        ),
        (
            #"{"items":{"additionalProperties":{"unevaluatedProperties":false}}}"#,
            #"unsupported keyword "unevaluatedProperties" at /items/additionalProperties/unevaluatedProperties"#
        ),
        (#"{"$vocabulary":{}}"#, #"unsupported keyword "$vocabulary" at /$vocabulary"#),
        (
            #"{"anyOf":[{},{"$dynamicAnchor":"a"}]}"#,
            #"unsupported keyword "$dynamicAnchor" at /anyOf/1/$dynamicAnchor"#
        ),
        (#"{"$defs":{"a":{"$id":"other"}}}"#, #"unsupported keyword "$id" at /$defs/a/$id"#),
        (#"{"properties":{"a/b":{"Type":"string"}}}"#, #"unsupported keyword "Type" at /properties/a~1b/Type"#),
        (
            #"{"not":{"$ref":"https://example.com/a#/b"}}"#,
            #"the reference "https://example.com/a#/b" at /not/$ref leads out of the schema: only those that begin with # "#
                + "are followed"
        ),
        (
            #"{"$ref":"other.json"}"#,
            #"the reference "other.json" at /$ref leads out of the schema: only those that "#
                + "begin with # are followed"
        ),
        (##"{"$ref":"#/$defs/a"}"##, "the value at /$ref leads to nothing"),
        (
            ##"{"$ref":"#/properties","properties":{"type":true}}"##,
            "the value at /$ref leads to nothing that is a schema"
        ),
        (##"{"$ref":"#/enum/0","enum":[true]}"##, "the value at /$ref leads to nothing that is a schema"),
        (##"{"$ref":"#nowhere"}"##, "the value at /$ref leads to nothing that is a schema"),
        (##"{"$ref":"#/a%2"}"##, "the value at /$ref is no URI reference"),
        (##"{"$ref":"#/a%FF"}"##, "the value at /$ref is no URI reference"),
        (##"{"$ref":"#/a~2"}"##, "the value at /$ref leads to nothing"),
        (##"{"$ref":"#/allOf/01","allOf":[true,true]}"##, "the value at /$ref leads to nothing"),
        (
            ##"{"$ref":"#"}"##,
            "the value at /$ref leads back to itself without going into a part of the value"
        ),
        (
            ##"{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}}}"##,
            "the value at /$defs/a/anyOf/0/$ref leads back to itself without going into a part of the value"
        ),
        (
            ##"{"$anchor":"me","if":{"dependentSchemas":{"a":{"$ref":"#me"}}}}"##,
            "the value at /if/dependentSchemas/a/$ref leads back to itself without going into a part of the value"
        ),
        (
            #"{"properties":{"a":{"pattern":"(a"}}}"#,
            #"the value at /properties/a/pattern cannot be used: the pattern "(a" has a group that is not closed "#
                + "(at character 2)"
        ),
        ("{", "the schema is not JSON: expected a member name in quotes or '}', but the text ends at byte 1"),
        (#"{"type":"null","type":"null"}"#, #"the schema is not JSON: the member "type" a second time at byte 15"#),
    ])
    func saysWhatIsWrong(schema: String, message: String) {
        #expect(error(schema).map(String.init(describing:)) == message)
    }

    @Test(arguments: [
        ("1", ""), ("null", ""), ("[]", ""), (#"{"type":3}"#, "/type"), (#"{"type":"int"}"#, "/type"),
        (#"{"type":[]}"#, "/type"),
        (#"{"type":["null","null"]}"#, "/type"), (#"{"type":["null",1]}"#, "/type"),
        (#"{"type":["null","Null"]}"#, "/type"),
        (#"{"enum":1}"#, "/enum"), (#"{"minimum":"1"}"#, "/minimum"), (#"{"maximum":null}"#, "/maximum"),
        (#"{"exclusiveMinimum":true}"#, "/exclusiveMinimum"), (#"{"exclusiveMaximum":[]}"#, "/exclusiveMaximum"),
        (#"{"multipleOf":0}"#, "/multipleOf"), (#"{"multipleOf":-1}"#, "/multipleOf"),
        (#"{"multipleOf":"1"}"#, "/multipleOf"),
        (#"{"multipleOf":1.234567890123456789}"#, "/multipleOf"), (#"{"minLength":-1}"#, "/minLength"),
        (#"{"minLength":1.5}"#, "/minLength"), (#"{"maxLength":"1"}"#, "/maxLength"),
        (#"{"minItems":-1e30}"#, "/minItems"),
        (#"{"maxItems":null}"#, "/maxItems"), (#"{"items":[{}]}"#, "/items"), (#"{"items":1}"#, "/items"),
        (#"{"properties":[]}"#, "/properties"), (#"{"properties":{"a":1}}"#, "/properties/a"),
        (#"{"required":"a"}"#, "/required"), (#"{"required":[1]}"#, "/required"),
        (#"{"required":["a","a"]}"#, "/required"),
        (#"{"additionalProperties":"no"}"#, "/additionalProperties"), (#"{"title":1}"#, "/title"),
        (#"{"format":1}"#, "/format"),
        (#"{"deprecated":"yes"}"#, "/deprecated"), (#"{"examples":{}}"#, "/examples"), (#"{"$schema":1}"#, "/$schema"),
        (#"{"allOf":[]}"#, "/allOf"), (#"{"anyOf":{}}"#, "/anyOf"), (#"{"oneOf":[{},3]}"#, "/oneOf/1"),
        (#"{"not":[]}"#, "/not"), (#"{"if":1}"#, "/if"), (#"{"then":1}"#, "/then"), (#"{"if":{},"else":1}"#, "/else"),
        (#"{"pattern":1}"#, "/pattern"), (#"{"patternProperties":{"(":{}}}"#, "/patternProperties"),
        (#"{"patternProperties":{"a":1}}"#, "/patternProperties/a"), (#"{"propertyNames":"a"}"#, "/propertyNames"),
        (#"{"minProperties":-1}"#, "/minProperties"), (#"{"maxProperties":"1"}"#, "/maxProperties"),
        (#"{"prefixItems":[]}"#, "/prefixItems"), (#"{"prefixItems":{}}"#, "/prefixItems"),
        (#"{"contains":1}"#, "/contains"), (#"{"minContains":0.5}"#, "/minContains"),
        (#"{"contains":{},"maxContains":-1}"#, "/maxContains"), (#"{"uniqueItems":1}"#, "/uniqueItems"),
        (#"{"dependentRequired":[]}"#, "/dependentRequired"),
        (#"{"dependentRequired":{"a":["b","b"]}}"#, "/dependentRequired/a"),
        (#"{"dependentSchemas":{"a":[]}}"#, "/dependentSchemas/a"), (#"{"$defs":{"a":{"type":1}}}"#, "/$defs/a/type"),
        (#"{"$anchor":"1"}"#, "/$anchor"), (#"{"$anchor":""}"#, "/$anchor"),
        (#"{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}"#, "/$defs/b/$anchor"), (#"{"$id":1}"#, "/$id"),
        (#"{"$id":"a#b"}"#, "/$id"), (#"{"contentSchema":1}"#, "/contentSchema"), (#"{"$ref":1}"#, "/$ref"),
        (#"{"$schema":"http://json-schema.org/draft-07/schema#"}"#, "/$schema"),
        (#"{"properties":{"a":{"items":{"type":1}}}}"#, "/properties/a/items/type"),
    ])
    func namesTheMalformedValue(schema: String, expected: String) {
        guard case .malformed(expected, _) = error(schema) else {
            Issue.record("\(schema): \(error(schema).map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test func depthAndSizeAreBounded() {
        let deep = String(repeating: #"{"items":"#, count: 200)
        guard case .notJSON = error(deep) else {
            Issue.record("a deep schema was taken")
            return
        }
        let long = "{\"title\":\"\(String(repeating: "t", count: JSONSchema.maximumBytes))\"}"
        #expect(error(long) == .tooLarge(bytes: long.utf8.count))
    }
}
