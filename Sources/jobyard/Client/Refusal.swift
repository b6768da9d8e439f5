/// An answer other than 2xx.
struct Refusal: Sendable, Hashable, CustomStringConvertible {
    let address: ServerAddress
    let status: UInt
    /// nil: the answer says nothing that we understand, as none of a Jobyard server.
    let problem: Problem?
    /// As the server's log names the request.
    let requestID: String?

    var isTemporary: Bool { status >= 500 || status == 429 }

    /// A line, and one more for each thing that is wrong.
    var description: String {
        var lines = [problem.map { "\($0.detail) [\($0.code)]" } ?? foreignAnswer]
        if let violations = problem?.errors, violations.count > 1 || problem?.detailNamesViolation == false {
            let shown = violations.prefix(Self.maximumViolations)
            lines += shown.map { "  \($0.pointer.isEmpty ? "(all of it)" : $0.pointer): \($0.message)" }
            if violations.count > shown.count { lines.append("  and \(violations.count - shown.count) more") }
        }
        if status >= 500, let requestID { lines.append("  the server's log names this request \(requestID)") }
        return lines.map { TerminalText.clean($0, maximumLength: Self.maximumLine) }.joined(separator: "\n")
    }

    private var foreignAnswer: String {
        let answer = "\(address.shown) answered \(status)"
        return isTemporary
            ? answer : "\(answer), and not as Jobyard does: is it a Jobyard server that --url or JOBYARD_URL names?"
    }

    private static let maximumViolations = 20
    private static let maximumLine = 1000
}
