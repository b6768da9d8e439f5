import CJobyardPlugin
import PluginWire

/// The job that the handler thread has in hand: a value, changed under the lock of ``HostSession``.
struct CurrentJob: Sendable {
    let token: UInt64
    let type: TypeDescriptor
    /// Milliseconds of the boot-time clock; nil: none.
    let deadline: Int64?
    /// From the deadline to the end.
    let graceMilliseconds: Int64
    /// Whether the worker waits for its heartbeats.
    let hasHeartbeatTimeout: Bool

    private var result: [UInt8]?
    /// Why what was set last is no result.
    private var resultRefusal: String?
    /// Why a job that is done has no result after all.
    private var missingResult: String?
    private var error: HostOutcome.HandlerError?
    /// What `complete` said.
    private var completed: Int32?
    /// What `run` returned.
    private var returned: Int32?
    var cancelCall = CancelCall.tooEarly

    enum CancelCall: Sendable {
        /// `run` was not entered yet.
        case tooEarly
        case notMade, underWay, made
    }

    init(_ job: HostJob, type: TypeDescriptor, now: Int64) {
        token = job.token
        self.type = type
        deadline = job.timeoutMilliseconds == 0 ? nil : now + Int64(job.timeoutMilliseconds)
        graceMilliseconds = Int64(job.cancelGraceMilliseconds)
        hasHeartbeatTimeout = job.heartbeatTimeoutMilliseconds > 0
    }

    /// Nothing that the plugin says of the job counts any more.
    var isOver: Bool { completed != nil || (returned != nil && returned != JOBYARD_PENDING) }

    /// Once the outcome is known and `run` has returned.
    var outcome: HostOutcome? {
        guard let returned, isOver else { return nil }
        let code = completed ?? returned
        let isWithoutResult = code == JOBYARD_OK && result == nil
        let missing = isWithoutResult ? missingResult ?? type.resultRule.refusalOfNone : nil
        return HostOutcome(
            token: token, code: code, result: result, resultRefusal: resultRefusal ?? missing, error: error)
    }

    func remaining(now: Int64) -> Int64 { deadline.map { $0 - now } ?? .max }

    /// The last wins.
    mutating func set(result: [UInt8]) {
        self.result = result
        resultRefusal = nil
    }

    mutating func set(resultRefusal: String) { self.resultRefusal = resultRefusal }

    /// The handler was told that it is too big, and may say more of it, or set another.
    mutating func setResultTooBig(_ bytes: Int) {
        result = nil
        missingResult = "the result has \(bytes) bytes; at most \(WireLimits.result) are taken"
    }

    mutating func set(error: HostOutcome.HandlerError) { self.error = error }

    /// The first `complete` wins; one that comes after the job is over is stale.
    mutating func complete(_ outcome: Int32) { completed = completed ?? outcome }

    mutating func runReturned(_ outcome: Int32) { returned = outcome }
}
