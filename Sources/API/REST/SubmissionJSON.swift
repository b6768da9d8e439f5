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
        var type: String?
        var payload: [UInt8]?
        var (priority, retries): (Int?, Int?)
        var timeout: Double?
        for (name, member) in object.members {
            switch (name, member.kind) {
            case ("job_type", .string(let text)): type = text
            case ("payload", .string(let text)): payload = Array(text.utf8)
            case ("payload", .object), ("payload", .array): payload = Array(body[member.range])
            case ("priority", .number(let number)): priority = try Self.integer(number, "/priority")
            case ("max_retries", .number(let number)): retries = try Self.integer(number, "/max_retries")
            case ("timeout_seconds", .number(let number)): timeout = number.asDouble()
            case ("priority", .null), ("max_retries", .null), ("timeout_seconds", .null): continue
            case ("job_type", _): throw .invalidField("/job_type", "must be a string")
            case ("payload", _):
                throw .invalidField("/payload", "must be JSON text in a string, or a JSON object or array")
            case ("priority", _), ("max_retries", _), ("timeout_seconds", _):
                throw .invalidField("/\(name)", "must be a number")
            default:
                let pointer = JSONPointer.append(name, to: "")
                throw APIError(
                    .unknownField, "\(pointer) is not a field of a job",
                    violations: [.init(pointer: pointer, message: "is not a field of a job")])
            }
        }
        guard let type else { throw .invalidField("/job_type", "is required") }
        guard let payload else { throw .invalidField("/payload", "is required") }
        self.init(
            type: type, payload: payload, priority: priority, maximumRetries: retries, timeoutSeconds: timeout)
    }

    private static func integer(_ number: JSONNumber, _ pointer: String) throws(APIError) -> Int {
        guard let integer = number.asInt64() else { throw .invalidField(pointer, "must be an integer") }
        return Int(integer)
    }
}
