import JSONSchema

extension Submission {
    /// Reads `POST /jobs`. The payload is JSON text in a string, or an object or array whose bytes are kept as they came.
    /// `keys`: the values of the header Idempotency-Key.
    init(body: [UInt8], keys: [String] = []) throws(APIError) {
        // The payload's own depth counts from here too: one more for the body around it.
        let object = try JSONObject.reading(body, maximumDepth: SubmissionRules.maximumPayloadDepth + 1)
        var check = RequestCheck()
        var type: String?
        self.init(type: "", payload: [])
        object.read(of: "a job", &check) { name, value, pointer, check in
            switch name {
            case "job_type": type = check.string(value, pointer)
            case "payload": payload = Self.payload(value, of: body, pointer, &check)
            case "priority": priority = check.integer(value, pointer)
            case "max_retries": maximumRetries = check.integer(value, pointer)
            case "timeout_seconds": timeoutSeconds = check.number(value, pointer)
            case "run_at": runAt = check.moment(value, pointer)
            case "delay_seconds": delaySeconds = check.number(value, pointer)
            case "retry_policy": retryPolicy = RetryPolicyRequest(value, pointer, &check)
            case "idempotency_key": idempotencyKey = check.string(value, pointer)
            default: return false
            }
            return true
        }
        if type == nil, !check.names("/job_type") { check.refuse("/job_type", "is required") }
        if object["payload"] == nil { check.refuse("/payload", "is required") }
        if let key = IdempotencyKeyHeader.key(in: keys, &check) {
            let isAnother = idempotencyKey.map { $0 != key } ?? false
            if isAnother {
                check.refuse("/idempotency_key", "is another key than that of the header Idempotency-Key: give one")
            }
            idempotencyKey = isAnother ? nil : key
        }
        self.type = type ?? ""
        faults = check
    }

    private static func payload(
        _ value: JSONValue, of body: [UInt8], _ pointer: String, _ check: inout RequestCheck
    ) -> [UInt8] {
        switch value.kind {
        case .string(let text): return Array(text.utf8)
        case .object, .array: return Array(body[value.range])
        default:
            check.refuse(pointer, "must be JSON text in a string, or a JSON object or array")
            return []
        }
    }
}

extension RetryPolicyRequest {
    /// nil: it is null, or none.
    fileprivate init?(_ value: JSONValue, _ pointer: String, _ check: inout RequestCheck) {
        if case .null = value.kind { return nil }
        guard case .object(let object) = value.kind else {
            check.refuse(pointer, "must be a JSON object")
            return nil
        }
        self.init()
        object.read(of: "a retry policy", at: pointer, &check) { name, value, pointer, check in
            switch name {
            case "base_seconds": baseSeconds = check.number(value, pointer)
            case "factor": factor = check.number(value, pointer)
            case "cap_seconds": capSeconds = check.number(value, pointer)
            default: return false
            }
            return true
        }
    }
}
