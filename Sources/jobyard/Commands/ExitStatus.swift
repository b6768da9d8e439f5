import ArgumentParser
import Foundation
import JobStore

/// What every command exits with.
enum ExitStatus: Int32, CaseIterable, Sendable {
    case success = 0
    case failed = 1
    case refused = 2
    case unavailable = 3
    case pending = 4
    case wrongUsage = 64
    case interrupted = 130
    case outputClosed = 141

    var meaning: String {
        switch self {
        case .success: "done; the job completed (--wait)"
        case .failed: "the job did not complete (--wait); the settings, a plugin or the database cannot be used"
        case .refused: "the server refused the request (4xx)"
        case .unavailable: "no server answers, or not so that it can be used (3xx, 429, 5xx); no database answers"
        case .pending: "the database's schema is not current (migrate --status)"
        case .wrongUsage: "the command line is wrong; nothing was sent"
        case .interrupted: "interrupted while waiting; the job goes on"
        case .outputClosed: "standard output was closed, or cannot be written"
        }
    }

    var code: ExitCode { ExitCode(rawValue) }

    init(_ error: ClientError) {
        self =
            switch error {
            case .invalidAddress: .wrongUsage
            case .refused(let refusal): refusal.status < 400 || refusal.isTemporary ? .unavailable : .refused
            case .unreachable, .unanswered, .unreadable, .tooLarge: .unavailable
            }
    }

    init(_ error: JobStoreError) {
        self =
            switch error {
            case .unavailable, .overloaded: .unavailable
            case .refused, .keyReused, .corrupt, .unusable, .newerSchema: .failed
            }
    }

    /// For `jobyard help`.
    static let help =
        "EXIT STATUS:\n"
        + allCases.map { "  \($0.rawValue)".padding(toLength: 6, withPad: " ", startingAt: 0) + $0.meaning }
        .joined(separator: "\n")
}

/// The worse one is the greater.
extension ExitStatus: Comparable {
    static func < (left: ExitStatus, right: ExitStatus) -> Bool { left.rawValue < right.rawValue }
}
