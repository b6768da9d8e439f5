/// The weight of a log line.
public enum LogLevel: Int32, Sendable {
    /// Every step, for those who look for one fault.
    case trace
    /// For the plugin's authors.
    case debug
    /// What an operator may like to know.
    case info
    /// Something is wrong, and the plugin goes on without it.
    case warning
    /// Something failed.
    case error
}
