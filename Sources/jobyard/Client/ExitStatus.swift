import ArgumentParser

/// What the client commands exit with, beside 0 and ArgumentParser's 64 for wrong usage.
enum ExitStatus {
    /// The job ended otherwise than completed (`submit --wait`).
    static let jobFailed = ExitCode(1)
    /// The server refused the request.
    static let refused = ExitCode(2)
    /// No server answered.
    static let unreachable = ExitCode(3)

    static func of(_ error: ClientError) -> ExitCode {
        switch error {
        case .refused: refused
        case .unreachable, .malformedAnswer: unreachable
        }
    }
}
