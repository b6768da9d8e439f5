enum ClientError: Error, CustomStringConvertible {
    case unreachable(url: String, reason: String)
    case refused(status: UInt, problem: Problem?)
    case malformedAnswer(String)

    var description: String {
        switch self {
        case .unreachable(let url, let reason):
            "no server answers at \(url) (\(reason)): start `jobyard up`, or name another with --url or JOBYARD_URL"
        case .refused(let status, let problem):
            problem.map { "\($0.detail) [\($0.code)]" } ?? "the server answered \(status)"
        case .malformedAnswer(let reason):
            "the server's answer cannot be read: \(reason)"
        }
    }
}
