/// Why an attempt, and with it perhaps the job, did not succeed: what users see as `error`.
package struct JobFailure: Error, Sendable, Hashable {
    /// Stable, for programs: `timeout`, `crashed`, `http_503`, or a handler's own.
    package var code: String
    /// For people.
    package var message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
