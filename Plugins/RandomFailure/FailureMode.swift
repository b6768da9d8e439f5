import Glibc
import JobyardPlugin

/// The ways in which an attempt can fail.
enum FailureMode: String, Decodable, CaseIterable {
    case error, permanent, crash, hang

    /// Where a job names none.
    static let usual = FailureMode.error

    /// For people, behind the name of the mode.
    var explanation: String {
        switch self {
        case .error: "for now, and is retried"
        case .permanent: "for good"
        case .crash: "its process aborts"
        case .hang: "it never ends, and ignores being cancelled, until it is killed"
        }
    }

    func fail(_ message: String) throws -> Never {
        switch self {
        case .error: throw PluginFailure.retry(code: "random_failure", message: message)
        case .permanent: throw PluginFailure.discard(code: "random_failure", message: message)
        case .crash: abort()
        case .hang: while true { pause() }
        }
    }
}
