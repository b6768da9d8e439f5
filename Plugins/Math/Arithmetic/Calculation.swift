/// A job of the type `math`: from the JSON text of the payload to that of the result.
///
/// The payload is not read by JSONDecoder, which rounds numbers without a word.
package struct Calculation: Sendable, Hashable {
    package let operation: Operation
    package let a: Number
    package let b: Number

    /// - Throws: ``ArithmeticError`` that names the member at fault.
    package init(json: [UInt8]) throws(ArithmeticError) {
        let members: [String: FlatObject.Value]
        do {
            members = try FlatObject.parse(json)
        } catch {
            throw .invalidPayload(error.message)
        }
        guard case .string(let name) = members["operation"] else {
            throw .invalidPayload("operation must be a string")
        }
        guard let operation = Operation(rawValue: name) else {
            let known = Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw .unknownOperation("operation must be one of \(known)")
        }
        self.operation = operation
        a = try Self.operand("a", of: operation, in: members)
        b = operation.operandCount == 2 ? try Self.operand("b", of: operation, in: members) : .integer(0)
    }

    /// `{"result": …}`
    package func resultJSON() throws(ArithmeticError) -> [UInt8] {
        Array("{\"result\": \(try operation(a, b).json)}".utf8)
    }

    private static func operand(
        _ name: String, of operation: Operation, in members: [String: FlatObject.Value]
    ) throws(ArithmeticError) -> Number {
        guard case .number(let text) = members[name] else {
            throw .invalidPayload("\(operation) needs \(name), a number")
        }
        return try Number(json: text)
    }
}
