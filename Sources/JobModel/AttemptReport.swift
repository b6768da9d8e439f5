/// What a worker has to say about an attempt that is over: it goes to Redis with the lease token, and on to the record.
package struct AttemptReport: Sendable, Hashable {
    package var ending: AttemptEnding
    /// JSON; only of a completed attempt.
    package var result: [UInt8]?
    package var failure: JobFailure?
    /// The handler's own wish for the next attempt; nil: backoff decides.
    package var retryAfterMilliseconds: Int?
    /// The plugin host's process id.
    package var hostProcessID: Int32?
    /// The name of the signal that ended the plugin host, such as `SIGABRT`.
    package var signal: String?
    /// The last that the handler told.
    package var progress: JobProgress?

    package init(
        ending: AttemptEnding, result: [UInt8]? = nil, failure: JobFailure? = nil, retryAfterMilliseconds: Int? = nil,
        hostProcessID: Int32? = nil, signal: String? = nil, progress: JobProgress? = nil
    ) {
        self.ending = ending
        self.result = result
        self.failure = failure
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.hostProcessID = hostProcessID
        self.signal = signal
        self.progress = progress
    }

    package static func handedBack(_ reason: String) -> AttemptReport {
        AttemptReport(ending: .handedBack, failure: JobFailure(code: "handed_back", message: reason))
    }
}
