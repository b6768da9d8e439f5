import Foundation
import TestSupport

/// One run of a program, as a shell would start it: a bare environment, input and output in files.
final class ChildProcess: Sendable {
    enum End: Hashable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    struct Unended: Error, CustomStringConvertible {
        let description: String
    }

    private let process = Process()
    private let output: URL
    private let errors: URL
    private let folder: TemporaryFolder

    init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:], input: String = "") throws {
        folder = try TemporaryFolder()
        output = try folder.write("", to: "output")
        errors = try folder.write("", to: "errors")
        process.executableURL = executable
        process.arguments = arguments
        process.environment = Self.bareEnvironment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: folder.write(input, to: "input"))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try Self.withNoSignalBlocked { try process.run() }
    }

    /// No child outlives its test.
    deinit { killAll() }

    /// A child inherits what its parent's thread blocks, and the threads of Swift's pool block SIGTERM.
    private static func withNoSignalBlocked(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var usual = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &usual)
        defer { pthread_sigmask(SIG_SETMASK, &usual, nil) }
        try body()
    }

    /// Starts the installed `jobyard`.
    static func jobyard(
        _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) throws -> ChildProcess {
        try ChildProcess(InstalledTree.find().jobyard, arguments, environment: environment, input: input)
    }

    /// Runs a program of PATH to its end.
    static func run(_ name: String, _ arguments: [String]) async throws -> ChildProcess {
        let child = try ChildProcess(URL(filePath: "/usr/bin/env"), [name] + arguments)
        try await child.end()
        return child
    }

    private static var bareEnvironment: [String: String] {
        let inherited = ProcessInfo.processInfo.environment
        return ["PATH", "HOME", "LANG", "TMPDIR"].reduce(into: [:]) { $0[$1] = inherited[$1] }
    }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var standardOutput: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
    var standardError: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }
    var descendants: [ProcessEntry] { ProcessTable.descendants(of: identifier) }

    func send(_ signal: Int32) {
        if process.isRunning { kill(identifier, signal) }
    }

    /// Waits for its end. What does not end in time is killed, all of it.
    @discardableResult
    func end(within bound: Duration = .seconds(60)) async throws -> End {
        do {
            try await eventually(timeout: bound) { !process.isRunning }
        } catch {
            killAll()
            throw Unended(description: "\(process.arguments ?? []) did not end (\(error)); \(lastWords)")
        }
        return process.terminationReason == .exit
            ? .exit(process.terminationStatus) : .signal(process.terminationStatus)
    }

    /// SIGKILL for it and everything below it.
    func killAll() {
        guard process.isRunning else { return }
        let all = descendants
        send(SIGKILL)
        for entry in all where ProcessTable.isAlive(entry) { kill(entry.identifier, SIGKILL) }
    }

    /// The end of its standard error, for messages.
    var lastWords: String { "its last words: \(standardError.suffix(4000))" }
}
