/// What became of one push.
package enum PushAnswer: String, Sendable, CaseIterable {
    case taken
    case there
    /// An older life of the job is still there: push again.
    case notYet = "not yet"
    /// After its last moment.
    case late
    /// Cancelled meanwhile.
    case buried

    /// The job is in Redis, at the row's version or a later one.
    package var isThere: Bool { self == .taken || self == .there }
}
