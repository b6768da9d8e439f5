import Foundation

/// What a job is doing, on standard error, while somebody waits: a line that is drawn again on a terminal, else a line
/// for each change.
struct ProgressDisplay {
    private let columns = Terminal.columns(at: STDERR_FILENO)
    private let start = ContinuousClock.now
    private var last: String?

    /// nil: the server did not answer.
    mutating func show(_ job: JobView?) {
        let text = job.map(Self.text) ?? "the server does not answer; asking again"
        if let columns {
            let seconds = (ContinuousClock.now - start).components.seconds
            StandardError.write(
                "\r" + TerminalText.cut("\(seconds) s  \(text)", toColumns: columns - 1) + Self.clearRest)
        } else if text != last {
            StandardError.write(text + "\n")
        }
        last = text
    }

    /// Takes the line away, so that what follows begins at its start.
    mutating func end() {
        if columns != nil, last != nil { StandardError.write("\r" + Self.clearRest) }
        last = nil
    }

    /// `019a…  running  attempt 2  40 %  half of it`
    static func text(of job: JobView) -> String {
        var parts = [job.jobID, job.status]
        if job.attempt > 0 { parts.append("attempt \(job.attempt)") }
        if let progress = job.progress { parts.append(progress.text) }
        return TerminalText.clean(parts.joined(separator: "  "))
    }

    /// ECMA-48, erase in line.
    private static let clearRest = "\u{1B}[K"
}
