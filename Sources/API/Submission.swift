import JobModel

/// A job as somebody asks for it, before any rule was applied.
package struct Submission: Sendable, Hashable {
    package var type: String
    /// JSON text.
    package var payload: [UInt8]
    package var priority: Int?
    package var maximumRetries: Int?
    package var timeoutSeconds: Double?
    /// Not before; past: at once.
    package var runAt: Timestamp?
    /// From now on; not beside `runAt`.
    package var delaySeconds: Double?
    /// nil: the job type's.
    package var retryPolicy: RetryPolicyRequest?
    package var idempotencyKey: String?
    /// What was wrong where it was read, to be told with what the rules find.
    var faults = RequestCheck()

    package init(
        type: String, payload: [UInt8], priority: Int? = nil, maximumRetries: Int? = nil, timeoutSeconds: Double? = nil
    ) {
        self.type = type
        self.payload = payload
        self.priority = priority
        self.maximumRetries = maximumRetries
        self.timeoutSeconds = timeoutSeconds
    }
}
