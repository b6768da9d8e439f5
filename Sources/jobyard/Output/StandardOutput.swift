import ChildProcesses
import Foundation

/// Standard output: text for people, or JSON for programs.
struct StandardOutput: Sendable {
    enum Failure: Error, Hashable {
        /// Who read it has gone, as `head` does.
        case closed
        case system(SystemError)
    }

    /// nil: not a terminal, so nothing is cut.
    let columns = Terminal.columns(at: STDOUT_FILENO)

    /// Text whose parts from elsewhere are clean already.
    func write(line: String) throws(Failure) { try write(line + "\n") }

    /// What the table has gathered since it was written last.
    func write(table: inout TextTable) throws(Failure) {
        try write(table.takeLines(columns: columns).map { $0 + "\n" }.joined())
    }

    func write(table: TextTable) throws(Failure) {
        var table = table
        try write(table: &table)
    }

    /// JSON as the server sent it, byte for byte; on a terminal with what could harm it written as JSON escapes.
    func write(json: [UInt8], terminator: String = "\n") throws(Failure) {
        guard columns == nil else {
            return try write(TerminalText.cleanJSON(String(decoding: json, as: UTF8.self)) + terminator)
        }
        try write(bytes: json + terminator.utf8)
    }

    func write(_ text: String) throws(Failure) { try write(bytes: Array(text.utf8)) }

    private func write(bytes: [UInt8]) throws(Failure) {
        fflush(nil)
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw errno == EPIPE ? .closed : .system(SystemError()) }
            rest = rest.dropFirst(written)
        }
    }
}
