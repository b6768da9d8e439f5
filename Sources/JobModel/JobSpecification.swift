/// What never changes about a job after its submission. In Redis it lies in the hash `jobs`.
package struct JobSpecification: Sendable, Hashable {
    package var type: String
    /// JSON, byte for byte as it was submitted.
    package var payload: [UInt8]
    package var priority: JobPriority
    /// At most `maximumRetries + 1` burned attempts.
    package var maximumRetries: Int
    /// 0: no timeout.
    package var timeoutMilliseconds: Int
    package var retryPolicy: RetryPolicy
    /// W3C Trace Context `traceparent`, where the submitter sent one.
    package var traceParent: String?

    package init(
        type: String, payload: [UInt8], priority: JobPriority = .standard, maximumRetries: Int,
        timeoutMilliseconds: Int,
        retryPolicy: RetryPolicy = .standard, traceParent: String? = nil
    ) {
        self.type = type
        self.payload = payload
        self.priority = priority
        self.maximumRetries = maximumRetries
        self.timeoutMilliseconds = timeoutMilliseconds
        self.retryPolicy = retryPolicy
        self.traceParent = traceParent
    }
}
