package enum FinishAnswer: String, Sendable, CaseIterable {
    case ok
    /// The same finish again.
    case done
    /// Another token holds the job: nothing was changed.
    case stale
    /// Recorded and forgotten long ago.
    case gone
}
