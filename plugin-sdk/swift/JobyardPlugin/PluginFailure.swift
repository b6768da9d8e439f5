/// How an attempt failed. Codes are for programs (`no_such_user`), messages for people.
public enum PluginFailure: Error, Sendable, Hashable {
    /// Transient: tried again while retries are left, `after` the given time or when the backoff says.
    case retry(code: String, message: String, after: Duration? = nil)
    /// Permanent: not tried again.
    case discard(code: String, message: String)
    /// Stopped because it was asked to: see ``JobContext/isCancelled``.
    case cancelled
}
