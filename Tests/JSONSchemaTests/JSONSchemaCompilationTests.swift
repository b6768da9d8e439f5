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
        (#"{"pattern":"a"}"#, #"unsupported keyword "pattern" at the top of the schema"#),
        (#"{"properties":{"a":{"type":"string","pattern":"a"}}}"#, #"unsupported keyword "pattern" at /properties/a"#),
        (
            #"{"items":{"additionalProperties":{"oneOf":[]}}}"#,
            #"unsupported keyword "oneOf" at /items/additionalProperties"#
        ),
        (#"{"properties":{"a/b":{"Type":"string"}}}"#, #"unsupported keyword "Type" at /properties/a~1b"#),
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
