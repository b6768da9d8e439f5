import JSONSchema
import Testing

/// Random schemas of all keywords, and random values: nothing traps, and what logic says of schemas holds.
@Suite struct JSONSchemaFuzzTests {
    private struct Generator {
        var random: SplitMix64

        mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

        mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

        private mutating func list(_ count: Int, _ element: (inout Generator) -> String) -> String {
            (0..<count).map { _ in element(&self) }.joined(separator: ",")
        }

        mutating func value(_ depth: Int) -> String {
            switch below(depth > 0 ? 9 : 6) {
            case 0: return pick(["null", "true", "false"])
            case 1: return pick(["0", "-0.0", "1", "1.0", "2", "1.5", "-3", "1e2", "100", "9007199254740993", "1e400"])
            case 2...5 where depth == 0: return pick(["\"\"", "\"a\"", "\"ab\"", "\"é\"", "\"x1\"", "3"])
            case 2, 3, 4: return "[\(list(below(4)) { $0.value(depth - 1) })]"
            default:
                let names = ["a", "b", "c", "x1"].shuffled(using: &random).prefix(below(4))
                return "{\(names.map { "\"\($0)\":\(value(depth - 1))" }.joined(separator: ","))}"
            }
        }

        mutating func schema(_ depth: Int) -> String {
            guard depth > 0, below(12) > 0 else {
                return pick(["true", "false", "{}", "{\"$ref\":\"#d\(below(3))\"}"])
            }
            var members: [String: String] = [:]
            for _ in 0..<(1 + below(4)) {
                let (name, value) = keyword(depth - 1)
                members[name] = value
            }
            return "{\(members.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ","))}"
        }

        private mutating func keyword(_ depth: Int) -> (String, String) {
            switch below(7) {
            case 0:
                let types = ["null", "boolean", "number", "integer", "string", "array", "object"]
                return (
                    "type", "[\(types.shuffled(using: &random).prefix(3).map { "\"\($0)\"" }.joined(separator: ","))]"
                )
            case 1:
                let name = pick(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"])
                return (name, pick(["1", "2", "0.5", "100.0", "1e2"]))
            case 2:
                let names = [
                    "minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains", "minProperties",
                    "maxProperties",
                ]
                return (pick(names), "\(below(4))")
            case 3:
                return pick([
                    ("const", value(1)), ("enum", "[\(list(below(12)) { $0.value(1) })]"), ("uniqueItems", "true"),
                    ("pattern", pick(["\"^a\"", "\"[0-9]$\"", "\"^(a|b)*$\"", "\"é\""])), ("required", "[\"a\"]"),
                    ("dependentRequired", "{\"a\":[\"b\",\"c\"]}"), ("format", "\"email\""),
                ])
            case 4:
                let name = pick([
                    "items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else",
                    "contentSchema",
                ])
                return (name, schema(depth))
            case 5:
                return (
                    pick(["allOf", "anyOf", "oneOf", "prefixItems"]), "[\(list(1 + below(3)) { $0.schema(depth) })]"
                )
            default:
                let names = pick([["a", "b"], ["c"], ["a", "x1"]])
                let members = names.map { "\"\($0)\":\(schema(depth))" }.joined(separator: ",")
                return (pick(["properties", "dependentSchemas", "patternProperties"]), "{\(members)}")
            }
        }
    }

    /// The same schema in other words.
    private static func equivalents(of body: String) -> [String] {
        [
            "{\"not\":{\"not\":\(body)}}", "{\"allOf\":[true,\(body)]}", "{\"anyOf\":[false,\(body),\(body)]}",
            "{\"oneOf\":[\(body),false]}", "{\"if\":\(body),\"else\":false}", "{\"if\":true,\"then\":\(body)}",
        ]
    }

    @Test func randomSchemasNeverTrapAndAgreeWithTheirEquivalents() throws {
        var generator = Generator(random: SplitMix64(state: 2020_12))
        var (compiled, fitting, unfitting, undecided) = (0, 0, 0, 0)
        for _ in 0..<500 {
            let definitions = (0..<3).map { index in
                "\"d\(index)\":{\"$anchor\":\"d\(index)\",\"allOf\":[\(generator.schema(2))]}"
            }
            func whole(_ body: String) -> [UInt8] {
                Array("{\"$defs\":{\(definitions.joined(separator: ","))},\"allOf\":[\(body)]}".utf8)
            }
            let body = generator.schema(4)
            let schema: JSONSchema
            do throws(JSONSchemaError) {
                schema = try JSONSchema(whole(body))
            } catch {
                guard case .malformed(_, let reason) = error, reason.hasPrefix("leads back to itself") else {
                    Issue.record("\(error): \(body)")
                    continue
                }
                continue
            }
            compiled += 1
            let others = try Self.equivalents(of: body).map { try JSONSchema(whole($0)) }
            for _ in 0..<10 {
                let value = try JSONValue.parse(generator.value(3))
                let violations = schema.validate(value)
                #expect(violations.count <= 20)
                if violations.contains(where: { $0.keyword == JSONSchemaViolation.undecided }) { undecided += 1 }
                if violations.isEmpty { fitting += 1 } else { unfitting += 1 }
                for other in others {
                    #expect(other.validate(value).isEmpty == violations.isEmpty, "\(body) \(value.canonical)")
                }
            }
        }
        #expect(
            compiled > 200 && fitting > 500 && unfitting > 500,
            "\(compiled) compiled, \(fitting) fit, \(unfitting) do not, \(undecided) undecided")
    }
}
