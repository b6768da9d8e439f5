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

private let payloadSchema = """
    {
      "type": "object",
      "properties": {
        "operation": {
          "enum": ["add", "subtract", "multiply", "divide", "modulo", "power", "min", "max", "sqrt", "abs"]
        },
        "a": {"type": "number"},
        "b": {"type": "number", "description": "Not needed for sqrt and abs."}
      },
      "required": ["operation", "a"],
      "additionalProperties": false
    }
    """

private let resultSchema = """
    {
      "type": "object",
      "properties": {"result": {"type": "number"}},
      "required": ["result"],
      "additionalProperties": false
    }
    """
