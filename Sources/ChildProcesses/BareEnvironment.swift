import Glibc

/// The environment of our child processes: nothing of our own, which may hold secrets, but where programs, temporary
/// files and the time zone are.
package enum BareEnvironment {
    private static let inherited = ["PATH", "LANG", "TZ", "TMPDIR"]

    /// - Parameter granted: what the operator adds, or puts in the place of the inherited.
    package static func make(granted: [String: String] = [:]) -> [String: String] {
        var environment: [String: String] = [:]
        for name in inherited {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        return environment.merging(granted) { $1 }
    }
}
