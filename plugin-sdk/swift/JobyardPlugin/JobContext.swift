import CJobyardPlugin

/// One attempt of one job, as its handler sees it, and what the handler may ask of the host meanwhile. Its functions
/// may be called from any thread; once the handler has returned they change nothing.
public struct JobContext: Sendable {
    /// The job's id, the same in every attempt.
    public let jobID: String
    /// The name of the job's type, for a handler of several.
    public let jobType: String
    /// The pool of the worker that the job runs in.
    public let pool: String
    /// The W3C traceparent of who submitted the job.
    public let traceParent: String?
    /// Which attempt this is, from 1. Those of workers that were lost count too.
    public let attempt: Int
    /// How many more attempts a transient failure can lead to.
    public let retriesLeft: Int
    /// What an earlier attempt kept: see ``keep(checkpoint:)``.
    public let checkpoint: [UInt8]?

    let host: Host
    let job: jobyard_job
    let cancellation: Latch

    /// Writes a log line about the job. Never blocks.
    ///
    /// - Parameter fields: details for programs to search by, such as `["pages": 3, "printer": "\(name)"]`. Their names
    ///   are of A-Z a-z 0-9 _ . and -; what is more than 32 fields or 8 KiB in all is left out.
    public func log(_ level: LogLevel, _ message: String, fields: [String: LogValue] = [:]) {
        host.log(job, level, message, fields: fields)
    }

    /// Says how far the job is, from 0 to 1, for people to look at.
    public func progress(_ fraction: Double, _ message: String? = nil) { host.progress(job, fraction, message) }

    /// "Still making progress": for job types with a heartbeat timeout, which progress and checkpoints feed as well.
    /// Cheap.
    public func heartbeat() { host.heartbeat(job) }

    /// Whether the job should stop. Cheap enough for the innermost loop. A handler that goes on is killed after its
    /// grace.
    public var isCancelled: Bool { host.isCancelled(job) }

    /// - Throws: ``PluginFailure/cancelled`` if the job should stop.
    public func checkCancellation() throws(PluginFailure) {
        if isCancelled { throw .cancelled }
    }

    /// Waits for so long, or until the job should stop, and says which: `true` if it should. Blocks the thread.
    @available(*, noasync, message: "await it: a task must not block its thread")
    public func waitUntilCancelled(for duration: Duration) -> Bool {
        if isCancelled { return true }
        return cancellation.wait(milliseconds: Self.waitable(duration))
    }

    /// The same for handlers that await. Also ended, by `true`, when only the task that waits is cancelled.
    public func waitUntilCancelled(for duration: Duration) async -> Bool {
        if isCancelled { return true }
        do {
            try await Task.sleep(for: .milliseconds(Self.waitable(duration)), clock: .suspending)
            return isCancelled
        } catch {
            return true
        }
    }

    private static func waitable(_ duration: Duration) -> Int64 {
        min(max(0, duration.wholeMilliseconds), Latch.longestWait)
    }

    /// Until the host kills the attempt: zero or less when it is due, `nil` without a timeout.
    public var remainingTime: Duration? { host.remainingMilliseconds(job).map { .milliseconds($0) } }

    /// Keeps bytes for the next attempt, should there be one: it sees the latest that arrived. At most 64 KiB, unless
    /// the operator set another limit.
    public func keep(checkpoint bytes: [UInt8]) throws(HostError) { try host.checkpoint(job, bytes) }

    /// A setting from the plugin's section of the operator's configuration: see ``PluginContext/configuration(_:)``.
    public func configuration(_ key: String) -> String? { host.configuration(key, for: job) }

    /// A secret that the operator granted to this plugin.
    public func secret(_ key: String) throws(HostError) -> String { try host.secret(key) }

    /// Adds to a metric of the plugin's own, whose name is of 1 to 64 characters a-z, 0-9 and _.
    public func addToCounter(_ name: String, _ delta: Double = 1) { host.addToCounter(job, name, delta) }
}
