import JSONSchema

/// What the body of `POST /jobs/{id}/cancel` may say: nothing yet.
struct CancelOptions: Sendable, Hashable {
    /// nil: there is none.
    init(body: [UInt8]?) throws(APIError) {
        guard let body else { return }
        var check = RequestCheck()
        try JSONObject.reading(body).read(&check) { _, _, _, _ in false }
        try check.finish()
    }
}
