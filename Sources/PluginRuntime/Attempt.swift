import JobModel

/// One run of a job under one lease, as the worker hands it to ``PluginRuntime/execute(_:onProgress:onCheckpoint:)``.
package struct Attempt: Sendable {
    package var id: JobID
    package var token: LeaseToken
    package var type: String
    /// Counts leases, from 1.
    package var number: Int
    /// JSON.
    package var payload: [UInt8]
    /// The latest that an earlier attempt kept.
    package var checkpoint: [UInt8]?
    /// From the moment that the handler is called; 0: no timeout.
    package var timeoutMilliseconds: Int
    package var retriesLeft: Int
    /// The name of the pool that it runs in.
    package var pool: String
    /// W3C `traceparent`.
    package var traceParent: String?

    package init(
        id: JobID, token: LeaseToken, type: String, number: Int, payload: [UInt8], checkpoint: [UInt8]? = nil,
        timeoutMilliseconds: Int, retriesLeft: Int, pool: String, traceParent: String? = nil
    ) {
        self.id = id
        self.token = token
        self.type = type
        self.number = number
        self.payload = payload
        self.checkpoint = checkpoint
        self.timeoutMilliseconds = timeoutMilliseconds
        self.retriesLeft = retriesLeft
        self.pool = pool
        self.traceParent = traceParent
    }
}
