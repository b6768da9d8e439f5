import Foundation
import GRDB
import JobModel
import Testing

@testable import JobStore

/// What is SQLite's own; the rest is in the conformance suites.
@Suite struct SQLiteJobStoreTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.file("jobs.db") }

    private func open() async throws -> SQLiteJobStore {
        try await SQLiteJobStore.open(path: path, logger: .silent)
    }

    @Test func theFileIsItsOwnersAlone() async throws {
        defer { try? directory.remove() }
        #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o644]))
        let store = try await open()
        _ = try await store.inserted(.echo())
        for file in ["jobs.db", "jobs.db-wal", "jobs.db-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: directory.file(file))[.posixPermissions]
            #expect(mode as? NSNumber == 0o600, "\(file)")
        }
        await store.close()
    }

    @Test func aCommitIsOnTheDisk() async throws {
        defer { try? directory.remove() }
        let database = try await SQLiteDatabase.open(path: path)
        #expect(try await database.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        #expect(try await database.write { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        await database.close()
    }

    @Test func whatIsNoDatabaseIsRefused() async throws {
        defer { try? directory.remove() }
        let contents = Data(String(repeating: "no database at all ", count: 500).utf8)
        #expect(FileManager.default.createFile(atPath: path, contents: contents))
        await #expect(throws: JobStoreError.corrupt(reason: "the file is no SQLite database")) { try await open() }
        #expect(FileManager.default.contents(atPath: path) == contents)
    }

    @Test func aMissingDirectoryIsNamed() async throws {
        defer { try? directory.remove() }
        let missing = directory.file("missing/jobs.db")
        await #expect {
            try await SQLiteJobStore.open(path: missing, logger: .silent)
        } throws: {
            guard case .unavailable(let reason)? = $0 as? JobStoreError else { return false }
            return reason.contains(missing)
        }
    }
}

/// What SQLite's result codes become.
@Suite struct SQLiteErrorTests {
    @Test(arguments: [
        (ResultCode.SQLITE_FULL, "the disk is full; free some space"),
        (.SQLITE_BUSY, "another process has held it for 5 s: end it, or try again"),
        (.SQLITE_IOERR, "words"),
    ])
    func passingTroubleIsUnavailable(_ code: ResultCode, reason: String) {
        #expect(JobStoreError(DatabaseError(resultCode: code, message: "words")) == .unavailable(reason: reason))
    }

    @Test(arguments: [ResultCode.SQLITE_CONSTRAINT, .SQLITE_CONSTRAINT_TRIGGER, .SQLITE_TOOBIG, .SQLITE_MISMATCH])
    func contentsAreRefused(_ code: ResultCode) {
        #expect(JobStoreError(DatabaseError(resultCode: code, message: "words")) == .refused(reason: "words"))
    }
}
