import Glibc
import JobyardPlugin

/// The ways in which an attempt can fail.
enum FailureMode: String, Decodable {
    case error, permanent, crash, hang

    func fail(_ message: String) throws -> Never {
        switch self {
        case .error: throw PluginFailure.retry(code: "random_failure", message: message)
        case .permanent: throw PluginFailure.discard(code: "random_failure", message: message)
        case .crash: abort()
        case .hang: while true { pause() }
        }
    }
}
