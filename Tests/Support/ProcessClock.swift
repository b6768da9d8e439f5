import Foundation

/// The wall clock of one process, as a test wants it: clock_shim.c beside this file, compiled and preloaded.
///
///     let clock = try await ProcessClock()
///     RedisServerProcess.Options(environment: clock.environment)
package final class ProcessClock: Sendable {
    private let directory: String
    private let file: FileHandle

    /// Compiles the shim into a directory of its own. Until it is set, the clock is the real one.
    package init() async throws {
        directory = "/tmp/clock-\(UUID().uuidString.prefix(13))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try Data(count: 16).write(to: URL(fileURLWithPath: directory + "/clock"))
        file = try FileHandle(forUpdating: URL(fileURLWithPath: directory + "/clock"))
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/clock_shim.c"
        try await runToEnd(
            ["cc", "-std=c11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-o", library, source, "-ldl"])
    }

    /// For the process: added to what it has.
    package var environment: [String: String] { ["LD_PRELOAD": library, "CHAOS_CLOCK": directory + "/clock"] }

    /// From now on the time is the real one and so many milliseconds.
    package func shift(milliseconds: Int64) throws {
        try write(milliseconds, at: 0)
        try write(0, at: 8)
    }

    /// From now on the time stands still, at so many milliseconds since 1970.
    package func freeze(atMilliseconds moment: Int64) throws { try write(moment, at: 8) }

    /// When the process is gone.
    package func remove() { try? FileManager.default.removeItem(atPath: directory) }

    private var library: String { directory + "/clock_shim.so" }

    private func write(_ number: Int64, at offset: UInt64) throws {
        try file.seek(toOffset: offset)
        try file.write(contentsOf: withUnsafeBytes(of: number.littleEndian) { Data($0) })
    }
}
