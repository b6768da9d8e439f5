import JSONSchema

extension Submission {
    /// Reads the body of `POST /jobs`. The payload is JSON text in a string, or an object or array whose bytes are kept
    /// as they came.
    init(body: [UInt8]) throws(APIError) {
        let value: JSONValue
        do {
            // The payload's own depth counts from here too: one more for the body around it.
            value = try JSONValue.parse(body, maximumDepth: SubmissionRules.maximumPayloadDepth + 1)
        } catch {
            throw APIError(.malformedRequest, "the body is not JSON: \(error)")
        }
        guard case .object(let object) = value.kind else {
            throw APIError(.malformedRequest, "the body must be a JSON object")
        }
        var check = RequestCheck()
        var type: String?
        var payload: [UInt8]?
        self.init(type: "", payload: [])
        for (name, member) in object.members {
            let pointer = JSONPointer.append(name, to: "")
            switch (name, member.kind) {
            case ("job_type", .string(let text)): type = text
            case ("payload", .string(let text)): payload = Array(text.utf8)
            case ("payload", .object), ("payload", .array): payload = Array(body[member.range])
            case ("priority", .number(let number)): priority = Self.integer(number, pointer, &check)
            case ("max_retries", .number(let number)): maximumRetries = Self.integer(number, pointer, &check)
            case ("timeout_seconds", .number(let number)): timeoutSeconds = number.asDouble()
            case ("priority", .null), ("max_retries", .null), ("timeout_seconds", .null): continue
            case ("job_type", _): check.refuse(pointer, "must be a string")
            case ("payload", _):
                check.refuse(pointer, "must be JSON text in a string, or a JSON object or array")
            case ("priority", _), ("max_retries", _), ("timeout_seconds", _):
                check.refuse(pointer, "must be a number")
            default: check.refuse(pointer, "is not a field of a job", code: .unknownField)
            }
        }
        if object["job_type"] == nil { check.refuse("/job_type", "is required") }
        if object["payload"] == nil { check.refuse("/payload", "is required") }
        self.type = type ?? ""
        self.payload = payload ?? []
        faults = check
    }

    private static func integer(_ number: JSONNumber, _ pointer: String, _ check: inout RequestCheck) -> Int? {
        guard let integer = number.asInt64() else {
            check.refuse(pointer, "must be an integer")
            return nil
        }
        return Int(integer)
    }
}
