import JSONSchema
import PluginWire

/// What a result must be: JSON, and what its type's `result_schema` says. The schema is compiled once, when the plugin
/// is loaded.
struct ResultRule: Sendable {
    private let schema: JSONSchema?
    /// Why a job may not complete without a result, which counts as null; nil: it may.
    let refusalOfNone: String?

    private static let mostViolations = 3

    init(schema text: String?, type: String) throws(PluginLoadError) {
        do {
            schema = try text.map { try JSONSchema(Array($0.utf8)) }
        } catch {
            throw .badResultSchema(type: type, "\(error)")
        }
        refusalOfNone = schema.flatMap { Self.refusal(of: Array("null".utf8), by: $0) }.map {
            "the handler set no result, and null does not do: \($0)"
        }
    }

    /// Why these bytes cannot be a result, with nothing of them but names in a JSON pointer; nil: they can.
    func refusal(of result: [UInt8]) -> String? {
        guard let schema else {
            return JSONText.isJSON(result, maximumDepth: WireLimits.jsonDepth) ? nil : Self.noJSON
        }
        return Self.refusal(of: result, by: schema)
    }

    private static let noJSON = "the handler set a result that is not JSON"

    private static func refusal(of result: [UInt8], by schema: JSONSchema) -> String? {
        guard let value = try? JSONValue.parse(result, maximumDepth: WireLimits.jsonDepth) else { return noJSON }
        let violations = schema.validate(value)
        guard !violations.isEmpty else { return nil }
        let more = violations.count > mostViolations ? "; and more" : ""
        return "the result does not fit the result_schema: "
            + violations.prefix(mostViolations).map { "\($0)" }.joined(separator: "; ") + more
    }
}
