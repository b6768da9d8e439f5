import Foundation
import GRDB
import JobModel
import JobStore

/// A file in a directory of its own.
struct SQLiteUnderTest: DatabaseUnderTest {
    private let directory = TemporaryDirectory()
    private var path: String { directory.file("jobs.db") }

    func open(looks: LookSchedule) async throws -> any JobStore {
        try await SQLiteJobStore.open(path: path, looks: looks, logger: .silent)
    }

    func run(_ sql: String) async throws {
        try await connection().write { try $0.execute(sql: sql) }
    }

    func refuse(_ contents: RefusedContents, saying words: String) async throws {
        let event =
            switch contents {
            case .result(let result): "UPDATE ON jobs WHEN NEW.result = CAST('\(result)' AS BLOB)"
            case .attempt(let token): "INSERT ON attempts WHEN NEW.token = '\(token.text)'"
            case .anyUpdate(let id): "UPDATE ON jobs WHEN NEW.id = x'\(id.hex)'"
            }
        let name = "refusal_\(UUID().uuidString.prefix(8))"
        try await run("CREATE TRIGGER \(name) BEFORE \(event) BEGIN SELECT RAISE(ABORT, '\(words)'); END")
    }

    func markSchema(_ number: Int) async throws {
        try await run("INSERT INTO grdb_migrations VALUES ('\(number)')")
    }

    func lookAt(_ id: JobID) async throws -> Timestamp? {
        try await connection().read {
            try Int64.fetchOne($0, sql: "SELECT look_at FROM jobs WHERE id = ?", arguments: [Data(id.bytes)])
        }.map(Timestamp.init(milliseconds:))
    }

    func remove() async throws { try directory.remove() }

    private func connection() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}

extension JobID {
    fileprivate var hex: String { description.filter { $0 != "-" } }
}
