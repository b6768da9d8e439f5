import JobyardPlugin
import MathArithmetic

/// `math`: one calculation, in which no whole number is ever rounded.
let plugin = Plugin(
    id: "jobyard.math", version: "1.0.0",
    types: [
        .raw(
            "math", description: "Calculates with one or two numbers.", payloadSchema: payloadSchema,
            resultSchema: resultSchema
        ) { payload, _ in
            do throws(ArithmeticError) {
                return try Calculation(json: payload).resultJSON()
            } catch {
                throw PluginFailure.discard(code: error.code, message: error.message)
            }
        }
    ])

@c(jobyard_plugin_v1) public func entry(_ hostABI: UInt32) -> PluginDescriptor { plugin.descriptor }

/// The text of an array of plain words is also their JSON.
private let payloadSchema = """
    {
      "type": "object",
      "properties": {
        "operation": {"enum": \(Operation.allCases.map(\.rawValue))},
        "a": {"type": "number"},
        "b": {"type": "number", "description": "Not needed for \(unary)."}
      },
      "required": ["operation", "a"],
      "additionalProperties": false
    }
    """

private let unary = Operation.allCases.filter { $0.operandCount == 1 }.map(\.rawValue).joined(separator: " and ")

private let resultSchema = """
    {
      "type": "object",
      "properties": {"result": {"type": "number"}},
      "required": ["result"],
      "additionalProperties": false
    }
    """
