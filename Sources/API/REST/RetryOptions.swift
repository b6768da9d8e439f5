import JSONSchema

/// What the body of `POST /jobs/{id}/retry` may say.
struct RetryOptions: Sendable, Hashable {
    var discardCheckpoint = false

    /// nil: there is none.
    init(body: [UInt8]?) throws(APIError) {
        guard let body else { return }
        var check = RequestCheck()
        try JSONObject.reading(body).read(&check) { name, value, pointer, check in
            guard name == "discard_checkpoint" else { return false }
            discardCheckpoint = check.flag(value, pointer) ?? false
            return true
        }
        try check.finish()
    }
}
