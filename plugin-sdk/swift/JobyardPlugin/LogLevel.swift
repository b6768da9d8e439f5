/// The weight of a log line.
public enum LogLevel: Int32, Sendable {
    case trace, debug, info, warning, error
}
