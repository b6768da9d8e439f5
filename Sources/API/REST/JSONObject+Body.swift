import JSONSchema

extension JSONObject {
    /// The body of a request that must be a JSON object.
    static func reading(_ body: [UInt8], maximumDepth: Int = 8) throws(APIError) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONValue.parse(body, maximumDepth: maximumDepth)
        } catch {
            throw APIError(.malformedRequest, "the body is not JSON: \(error)")
        }
        guard case .object(let object) = value.kind else {
            throw APIError(.malformedRequest, "the body must be a JSON object")
        }
        return object
    }

    /// Gives each member to the body, which says whether it is a field of `owner`. `pointer`: where the object itself is.
    func read(
        of owner: String = "this request", at pointer: String = "", _ check: inout RequestCheck,
        _ body: (_ name: String, _ value: JSONValue, _ pointer: String, _ check: inout RequestCheck) -> Bool
    ) {
        for (name, value) in members {
            let pointer = JSONPointer.append(name, to: pointer)
            if !body(name, value, pointer, &check) {
                check.refuse(pointer, "is not a field of \(owner)", code: .unknownField)
            }
        }
    }
}
