import Foundation
import JobStore
import Logging
import TestSupport

/// A PostgreSQL of the benchmark's own, whose commits wait for the disk.
struct PostgresServer: BenchmarkDatabase {
    private let server: PostgresServerProcess
    private let database: String

    init() async throws {
        server = try PostgresServerProcess()
        try await server.start()
        database = try await server.makeDatabase()
    }

    func open() async throws -> any JobStore {
        try await PostgresJobStore.open(
            PostgresConfiguration(url: server.url(database: database)), looks: .standard, logger: .silent)
    }

    /// Of the postmaster, of its children, and of those that have ended.
    func processorMicroseconds() throws -> Int {
        let file = try String(contentsOfFile: server.directory + "/data/postmaster.pid", encoding: .utf8)
        let postmaster = String(file.prefix { $0 != "\n" })
        let children = try String(contentsOfFile: "/proc/\(postmaster)/task/\(postmaster)/children", encoding: .utf8)
        let ticks =
            Self.ticks(of: postmaster, withEndedChildren: true)
            + children.split(separator: " ").reduce(0) { $0 + Self.ticks(of: String($1), withEndedChildren: false) }
        return ticks * 1_000_000 / sysconf(Int32(_SC_CLK_TCK))
    }

    /// proc(5), /proc/pid/stat: utime, stime, cutime and cstime. Of one that has ended meanwhile: 0.
    private static func ticks(of process: String, withEndedChildren: Bool) -> Int {
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let afterName = stat.lastIndex(of: ")").map { stat[$0...].split(separator: " ") } ?? []
        return afterName.dropFirst(12).prefix(withEndedChildren ? 4 : 2).reduce(0) { $0 + (Int($1) ?? 0) }
    }

    func bytesOnDisk() async throws -> Int {
        Int(try await server.query("SELECT pg_database_size('\(database)')", database: database)) ?? 0
    }

    func remove() async { await server.remove() }
}
