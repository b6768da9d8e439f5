import Foundation

/// A program that a test needs failed.
package struct ProgramFailed: Error, CustomStringConvertible {
    package let description: String
}

/// Runs a program and answers what it printed; nothing waits on a thread for it. Throws ``ProgramFailed`` where its
/// status is not 0.
@discardableResult
package func runToEnd(_ arguments: [String]) async throws -> Data {
    let output = "/tmp/output-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: output) }
    guard FileManager.default.createFile(atPath: output, contents: nil) else {
        throw ProgramFailed(description: "\(output) cannot be written")
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    defer { try? file.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = file
    process.standardError = file
    // Not a stream: of a cancelled task that would end before the process, whose status cannot be asked for then.
    try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { _ in ended.resume() }
        do {
            try process.run()
        } catch {
            ended.resume(throwing: error)
        }
    }
    let printed = try Data(contentsOf: URL(fileURLWithPath: output))
    guard process.terminationStatus == 0 else {
        let text = String(decoding: printed.suffix(2000), as: UTF8.self)
        throw ProgramFailed(description: "\(arguments.joined(separator: " ")) failed: \(text)")
    }
    return printed
}
