/// One attempt of one job, as a plugin host needs to know it: the wire's form of `jobyard_run`.
package struct HostJob: Sendable, Hashable {
    /// Never 0, never used twice in one host.
    package var token: UInt64
    package var id: String
    package var type: String
    /// Counts leases, from 1.
    package var attempt: UInt32
    package var retriesLeft: UInt32
    package var pool: String
    package var traceParent: String?
    /// JSON.
    package var payload: [UInt8]
    /// An earlier attempt's.
    package var checkpoint: [UInt8]?
    /// From the moment that the host says ``HostEvent/started(_:)``; 0: no timeout.
    package var timeoutMilliseconds: UInt32
    package var cancelGraceMilliseconds: UInt32
    /// The longest that the handler may give no sign of life; 0: for ever.
    package var heartbeatTimeoutMilliseconds: UInt32

    package init(
        token: UInt64, id: String, type: String, attempt: UInt32, retriesLeft: UInt32, pool: String,
        traceParent: String?, payload: [UInt8], checkpoint: [UInt8]?, timeoutMilliseconds: UInt32,
        cancelGraceMilliseconds: UInt32, heartbeatTimeoutMilliseconds: UInt32
    ) {
        self.token = token
        self.id = id
        self.type = type
        self.attempt = attempt
        self.retriesLeft = retriesLeft
        self.pool = pool
        self.traceParent = traceParent
        self.payload = payload
        self.checkpoint = checkpoint
        self.timeoutMilliseconds = timeoutMilliseconds
        self.cancelGraceMilliseconds = cancelGraceMilliseconds
        self.heartbeatTimeoutMilliseconds = heartbeatTimeoutMilliseconds
    }

    func write(to writer: inout FrameWriter) {
        writer.put(token)
        writer.put(id)
        writer.put(type)
        writer.put(attempt)
        writer.put(retriesLeft)
        writer.put(pool)
        writer.put(traceParent) { $0.put($1) }
        writer.put(payload)
        writer.put(checkpoint) { $0.put($1) }
        writer.put(timeoutMilliseconds)
        writer.put(cancelGraceMilliseconds)
        writer.put(heartbeatTimeoutMilliseconds)
    }

    init(from reader: inout FrameReader) throws(FrameError) {
        self.init(
            token: try reader.number(), id: try reader.text(), type: try reader.text(),
            attempt: try reader.number(), retriesLeft: try reader.number(), pool: try reader.text(),
            traceParent: try reader.optional { (reader) throws(FrameError) in try reader.text() },
            payload: try reader.bytes(),
            checkpoint: try reader.optional { (reader) throws(FrameError) in try reader.bytes() },
            timeoutMilliseconds: try reader.number(), cancelGraceMilliseconds: try reader.number(),
            heartbeatTimeoutMilliseconds: try reader.number())
    }
}
