import Foundation
import JSONSchema
import Synchronization
import Testing

/// Whatever the schema and the value, a validation ends, and what could not be decided does not pass for fitting.
@Suite struct JSONSchemaBoundsTests {
    private static let mebibyte = 1 << 20

    /// Fewer steps are enough for most of these tests, and they are sooner done.
    private static let fewSteps = ValidationBounds(steps: 500_000)

    private static func undecided(
        _ schema: String, _ value: String, within bounds: ValidationBounds = fewSteps
    ) throws -> JSONSchemaViolation? {
        let violations = try JSONSchema(Array(schema.utf8)).validate(JSONValue.parse(value), within: bounds)
        return violations.last { $0.keyword == JSONSchemaViolation.undecided }
    }

    private static func string(_ count: Int, _ end: String = "") -> String {
        "\"\(String(repeating: "a", count: count))\(end)\""
    }

    @Test(arguments: [
        ("^(a+)+$", "!"), ("^(a|a)*$", "!"), ("^(a|aa)+$", "!"), ("(a*)*b", "c"), ("^(.*?,){11}P", ""),
        ("[ab]*[^ab]", ""), ("(?:a?){30}a{30}b", "c"), ("(.*)*x", ""), (#"^(a+)\1+b"#, "c"), (#"(a*)a*\1b"#, "c"),
        ("(?=(a+))a*b", "c"), ("(a+a+)+b", "c"), (".*.*.*=.*", ""), ("a{1000}b", "c"),
        (#"(?:[\p{L}\p{Nd}]+[\s\S]*)+\d"#, ""),
        ("(?<!a)b|(?:a|b|ab)*c", ""), (#"^(?:(?:a|b)*(?:a|b)*)*c"#, "d"),
    ])
    func hostilePatternsEnd(pattern: String, end: String) throws {
        let schema = "{\"pattern\":\(JSONText.quote(pattern))}"
        let violation = try Self.undecided(schema, Self.string(Self.mebibyte - 10, end), within: .standard)
        if let violation {
            #expect(violation.message.hasPrefix("could not be matched against the pattern \(JSONText.quote(pattern))"))
        } else {
            // PCRE2 saw at a glance that it cannot match.
            #expect(try !JSONSchema(Array(schema.utf8)).validate(.parse(Self.string(1000, end))).isEmpty)
        }
    }

    @Test func whatIsUndecidedDoesNotFitWhateverStandsAroundIt() throws {
        let hostile = #"{"pattern":"^(a|a)*$"}"#
        for schema in [
            hostile, "{\"not\":\(hostile)}", "{\"not\":{\"not\":\(hostile)}}", "{\"anyOf\":[\(hostile),true]}",
            "{\"oneOf\":[\(hostile),true]}", "{\"if\":\(hostile)}", "{\"if\":\(hostile),\"else\":true}",
        ] {
            let violation = try #require(try Self.undecided(schema, Self.string(10_000, "!")))
            #expect(violation.pointer == "")
        }
        for schema in ["{\"contains\":\(hostile),\"minContains\":0,\"maxContains\":9}", "{\"items\":\(hostile)}"] {
            let violation = try #require(try Self.undecided(schema, "[1,\(Self.string(10_000, "!"))]"))
            #expect(violation.pointer == "/1")
        }
        for schema in [
            "{\"propertyNames\":\(hostile)}", #"{"patternProperties":{"^(a|a)*$":{}}}"#,
            #"{"patternProperties":{"^(a|a)*$":{}},"additionalProperties":true}"#,
        ] {
            #expect(try Self.undecided(schema, "{\(Self.string(10_000, "!")):1}") != nil)
        }
    }

    @Test func theStepsAreThoseOfAllPatternsAndStringsTogether() throws {
        let value = "[\(Array(repeating: Self.string(20, "!"), count: 40_000).joined(separator: ","))]"
        #expect(try Self.undecided(#"{"items":{"pattern":"^(?:a|a)*$"}}"#, value, within: .standard) != nil)
        #expect(try Self.undecided(#"{"items":{"pattern":"^[a-z]+!$"}}"#, value, within: .standard) == nil)
    }

    @Test func ordinaryPatternsAreDecidedOnLongTexts() throws {
        for pattern in ["^[a-z]+$", "^a", "b|a$", #"^\w*$"#, ".", "^(?!b)[^b]*$", "^(?:[a-z]{1,8})"] {
            let schema = "{\"pattern\":\(JSONText.quote(pattern))}"
            #expect(
                try JSONSchema(Array(schema.utf8)).validate(.parse(Self.string(Self.mebibyte))).isEmpty, "\(pattern)")
        }
    }

    /// Each doubles the work of the next.
    private static func doubling(_ combine: (String) -> String) -> String {
        let definitions = (0..<60).map { level in
            let next = level < 59 ? "{\"$ref\":\"#/$defs/d\(level + 1)\"}" : "{\"type\":\"null\"}"
            return "\"d\(level)\":\(combine("\(next),\(next)"))"
        }
        return "{\"$ref\":\"#/$defs/d0\",\"$defs\":{\(definitions.joined(separator: ","))}}"
    }

    @Test func schemasThatDoubleTheWorkEnd() throws {
        let fitting = try Self.undecided(Self.doubling { "{\"allOf\":[\($0)]}" }, "null", within: .standard)
        #expect(fitting?.message == "could not be checked within the bounds of a validation")
        #expect(try Self.undecided(Self.doubling { "{\"anyOf\":[\($0)]}" }, "1") != nil)
        #expect(try Self.undecided(Self.doubling { "{\"oneOf\":[\($0)]}" }, "1") != nil)
        #expect(try Self.undecided(Self.doubling { "{\"not\":{\"allOf\":[\($0)]}}" }, "null") != nil)
        let tree = ##"{"items":{"allOf":[{"$ref":"#"},{"$ref":"#"}]},"type":"array"}"##
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try Self.undecided(tree, deep) != nil)
    }

    @Test(arguments: [
        // Many small ones, one large one, equal ones at the end, and within one another.
        ("[\((0..<130_000).map { "\($0)" }.joined(separator: ","))]", true),
        ("[\((0..<90_000).map { "[\($0)]" }.joined(separator: ","))]", true),
        ("[\((0..<60_000).map { "{\"a\($0)\":1}" }.joined(separator: ",")),{\"a7\":1.0}]", false),
        ("[\(string(500_000, "b")),\(string(500_000, "c"))]", true),
        ("[\((0..<100_000).map { "\($0 % 65_000)" }.joined(separator: ","))]", false),
    ])
    func uniqueItemsOfAMebibyteAreDecided(value: String, unique: Bool) throws {
        let schema = try JSONSchema(Array(#"{"uniqueItems":true}"#.utf8))
        let violations = schema.validate(try .parse(value))
        #expect(violations.map(\.keyword) == (unique ? [] : ["uniqueItems"]))
    }

    @Test func everyReadingOfALongValueCounts() throws {
        func many(_ keyword: String) -> String {
            "{\"allOf\":[\(Array(repeating: keyword, count: 2000).joined(separator: ","))]}"
        }
        #expect(try Self.undecided(many(#"{"minLength":1}"#), Self.string(1_000_000)) != nil)
        #expect(try Self.undecided(many(#"{"minimum":1}"#), String(repeating: "7", count: 1_000_000)) != nil)
        #expect(
            try Self.undecided(many(#"{"not":{"enum":[1,2,3,4,5,6,7,8,9,10]}}"#), "[\(Self.string(1_000_000))]") != nil)
        #expect(try Self.undecided(many(#"{"uniqueItems":true}"#), "[\(Self.string(1_000_000)),1]") != nil)
        #expect(try Self.undecided(many(#"{"properties":{"a":{}}}"#), "{\(Self.string(1_000_000)):1}") != nil)
        #expect(try Self.undecided(many(#"{"pattern":"^a"}"#), Self.string(1_000_000)) != nil)
        #expect(
            try Self.undecided(
                many(#"{"items":{}}"#), "[\(Array(repeating: "1", count: 10_000).joined(separator: ","))]") != nil)
    }

    /// The stack of a thread of Swift's pool, and of those of the plugin host.
    private static let smallStack = 512 << 10

    private static func onASmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) throws -> Result {
        let result = Mutex<Result?>(nil)
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let value = body()
            result.withLock { $0 = value }
            done.signal()
        }
        thread.stackSize = smallStack
        thread.start()
        done.wait()
        return try #require(result.withLock { $0 })
    }

    @Test func deepSchemasAndValuesFitASmallStack() throws {
        let keywords = [
            ##"{"items":{"$ref":"#"}}"##, ##"{"items":{"anyOf":[{"$ref":"#"},false]}}"##,
            ##"{"items":{"allOf":[{"if":{"not":{"not":{"oneOf":[{"$ref":"#"}]}}},"else":false}]}}"##,
            ##"{"prefixItems":[{"$ref":"#"}],"uniqueItems":true}"##,
            ##"{"contains":{"$ref":"#"},"minContains":0,"maxContains":9}"##,
            ##"{"properties":{"a":{"dependentSchemas":{"a":{"patternProperties":{"^a":{"$ref":"#"}}}}}},"enum":[1]}"##,
            ##"{"additionalProperties":{"$ref":"#"},"const":{}}"##,
        ]
        let chain = (0..<5000).map { "\"c\($0)\":{\"$ref\":\"#/$defs/c\($0 + 1)\"}" }.joined(separator: ",")
        let nested = String(repeating: #"{"not":"#, count: 127) + "{}" + String(repeating: "}", count: 127)
        for schema in keywords + [
            nested, "{\"$ref\":\"#/$defs/c0\",\"$defs\":{\(chain),\"c5000\":{\"type\":\"null\"}}}",
        ] {
            for depth in [64, 512] {
                let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
                let objects =
                    String(repeating: #"{"a":"#, count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)
                let ended = try Self.onASmallStack { () -> Bool in
                    guard let compiled = try? JSONSchema(Array(schema.utf8)) else { return false }
                    return [arrays, objects].allSatisfy { text in
                        guard let value = try? JSONValue.parse(Array(text.utf8), maximumDepth: 512) else {
                            return false
                        }
                        return compiled.validate(value).count <= 20
                    }
                }
                #expect(ended)
            }
        }
    }

    @Test func aPayloadOfTheGreatestDepthIsDecidedUnderARecursiveSchema() throws {
        let schema =
            ##"{"$defs":{"n":{"type":["array","null"],"items":{"anyOf":[{"$ref":"#/$defs/n"}]}}},"$ref":"#/$defs/n"}"##
        let value = String(repeating: "[", count: 64) + "null" + String(repeating: "]", count: 64)
        #expect(try JSONSchema(Array(schema.utf8)).validate(.parse(value)) == [])
    }

    @Test func largeSchemasAreCompiledOrRefused() throws {
        func repeated(_ text: (Int) -> String, _ count: Int) -> String { (0..<count).map(text).joined(separator: ",") }
        let long = String(repeating: "n", count: 500_000)
        for (schema, isTaken) in [
            ("{\"allOf\":[\(repeated({ _ in "{}" }, 100_000))]}", true),
            ("{\"properties\":{\"\(long)\":{\"allOf\":[\(repeated({ _ in "{\"not\":{}}" }, 20_000))]}}}", true),
            (
                "{\"$defs\":{\(repeated({ "\"d\($0)\":{\"$ref\":\"#/$defs/d\($0 + 1)\"}" }, 5000)),\"d5000\":{}}}",
                true
            ),
            ("{\"allOf\":[\(repeated({ "{\"pattern\":\"a{9}\($0)\"}" }, 5000))]}", true),
            ("{\"allOf\":[\(repeated({ "{\"pattern\":\"(a{9}){999}\($0)\"}" }, 20_000))]}", false),
            ("{\"enum\":[\(repeated({ "\($0)" }, 100_000))]}", true),
            ("{\"dependentRequired\":{\(repeated({ "\"a\($0)\":[\"b\"]" }, 20_000))}}", true),
        ] {
            #expect(schema.utf8.count <= JSONSchema.maximumBytes)
            if isTaken {
                #expect(try JSONSchema(Array(schema.utf8)).validate(.parse("null")).count <= 20)
            } else {
                #expect(throws: JSONSchemaError.self) { try JSONSchema(Array(schema.utf8)) }
            }
        }
    }

    @Test func oneSchemaServesManyThreads() async throws {
        let schema = try JSONSchema(
            Array(
                ##"{"items":{"pattern":"^(?<x>[a-z]+)-\\k<x>$"},"uniqueItems":true,"$ref":"#/$defs/a","$defs":{"a":{}}}"##
                    .utf8))
        let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var wrong = 0
                    for round in 0..<200 {
                        let name = String(repeating: "a", count: task + round % 5 + 1)
                        let good = schema.validate(try .parse("[\"\(name)-\(name)\"]")).isEmpty
                        let bad = schema.validate(try .parse("[\"\(name)-\(name)b\"]")).isEmpty
                        if !good || bad { wrong += 1 }
                    }
                    return wrong
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
