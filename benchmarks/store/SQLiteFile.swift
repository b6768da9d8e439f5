import Foundation
import JobStore
import Logging

/// A SQLite file in a temporary directory.
struct SQLiteFile: BenchmarkDatabase {
    private let directory: URL
    private var path: String { directory.appendingPathComponent("jobs.db").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "store-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    func open() async throws -> any JobStore { try await SQLiteJobStore.open(path: path, logger: .silent) }

    /// Of the whole benchmark: SQLite has no process of its own.
    func processorMicroseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    func bytesOnDisk() throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    func remove() async { try? FileManager.default.removeItem(at: directory) }
}
