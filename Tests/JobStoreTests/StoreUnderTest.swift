import JobModel
import JobStore
import Logging

/// The kinds of store that must behave as ``JobStore`` says: every conformance test runs over all of them.
enum StoreUnderTest {
    static let kinds = Kind.allCases

    enum Kind: String, CaseIterable {
        case sqlite, postgres

        /// One with nothing in it.
        func makeDatabase() async throws -> any DatabaseUnderTest {
            switch self {
            case .sqlite: SQLiteUnderTest()
            case .postgres: try await PostgresUnderTest()
            }
        }
    }
}

/// A database that stores are opened on, and what only SQL can do to it.
protocol DatabaseUnderTest: Sendable {
    /// As one server does: any number of them may be open at once.
    func open(looks: LookSchedule) async throws -> any JobStore
    func run(_ sql: String) async throws
    /// From now on it takes such contents no more: a trigger says no, with these words.
    func refuse(_ contents: RefusedContents, saying words: String) async throws
    /// As a newer Jobyard would have left it.
    func markSchema(_ number: Int) async throws
    /// When the row is owed a look.
    func lookAt(_ id: JobID) async throws -> Timestamp?
    func remove() async throws
}

enum RefusedContents {
    /// An update of a job's row to this result.
    case result(String)
    /// An attempt with this token.
    case attempt(LeaseToken)
    /// Any update of this row.
    case anyUpdate(JobID)
}

/// Runs a test over an empty database, and takes it away however the test ends.
func withDatabase(_ kind: StoreUnderTest.Kind, test: (any DatabaseUnderTest) async throws -> Void) async throws {
    let database = try await kind.makeDatabase()
    do {
        try await test(database)
    } catch {
        try? await database.remove()
        throw error
    }
    try await database.remove()
}

/// Runs a test over the stores of so many servers on one empty database.
func withStores(
    _ kind: StoreUnderTest.Kind, count: Int, looks: LookSchedule = .standard,
    test: ([any JobStore], any DatabaseUnderTest) async throws -> Void
) async throws {
    try await withDatabase(kind) { database in
        var stores: [any JobStore] = []
        let outcome: Result<Void, any Error>
        do {
            for _ in 0..<count { stores.append(try await database.open(looks: looks)) }
            outcome = .success(try await test(stores, database))
        } catch {
            outcome = .failure(error)
        }
        for store in stores { await store.close() }
        try outcome.get()
    }
}

/// Runs a test over an empty store.
func withStore(
    _ kind: StoreUnderTest.Kind, looks: LookSchedule = .standard, test: (any JobStore) async throws -> Void
) async throws {
    try await withStores(kind, count: 1, looks: looks) { stores, _ in
        for store in stores { try await test(store) }
    }
}

extension Logger {
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}

extension LookSchedule {
    /// Every look is due at once.
    static let atOnce = LookSchedule(delayMilliseconds: 0, nearMilliseconds: 600_000, claimMilliseconds: 0)
}
