import ArgumentParser
import JobStore
import Logging

/// A database of the benchmark's own.
protocol BenchmarkDatabase: Sendable {
    func open() async throws -> any JobStore
    /// That the database has spent since it started.
    func processorMicroseconds() async throws -> Int
    /// With indexes, and without what is written anew again and again: logs.
    func bytesOnDisk() async throws -> Int
    func remove() async
}

enum DatabaseKind: String, CaseIterable, ExpressibleByArgument {
    case sqlite, postgresql

    func make() async throws -> any BenchmarkDatabase {
        switch self {
        case .sqlite: try SQLiteFile()
        case .postgresql: try await PostgresServer()
        }
    }
}

/// Measures over an empty database, which is gone afterwards.
func withDatabase(
    _ kind: DatabaseKind, _ measure: (any BenchmarkDatabase, any JobStore) async throws -> Void
) async throws {
    let database = try await kind.make()
    let outcome: Result<Void, any Error>
    do {
        let store = try await database.open()
        try await measure(database, store)
        await store.close()
        outcome = .success(())
    } catch {
        outcome = .failure(error)
    }
    await database.remove()
    try outcome.get()
}

extension Logger {
    static let silent = Logger(label: "benchmark", factory: { _ in SwiftLogNoOpLogHandler() })
}
