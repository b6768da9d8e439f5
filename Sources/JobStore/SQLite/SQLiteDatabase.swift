import Dispatch
import GRDB
import Glibc

/// One SQLite file: a connection that writes and a few that read, on threads of their own, so that nobody waits for the
/// disk on the cooperative pool. Transactions are not interrupted by the cancellation of their caller.
struct SQLiteDatabase: Sendable {
    private let pool: DatabasePool

    /// Opens or makes the file, brings its schema up to date, and sees to it that a commit is on the disk when it
    /// returns (https://sqlite.org/wal.html, https://sqlite.org/pragma.html#pragma_synchronous).
    static func open(path: String) async throws(JobStoreError) -> SQLiteDatabase {
        SQLiteDatabase(pool: try await onItsOwnThread { () throws(JobStoreError) in try openPool(path: path) })
    }

    static func schemaStatus(path: String) async throws(JobStoreError) -> SchemaStatus {
        try await onItsOwnThread { () throws(JobStoreError) in try readSchemaStatus(path: path) }
    }

    private static func onItsOwnThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws(JobStoreError) -> Value
    ) async throws(JobStoreError) -> Value {
        let result: Result<Value, JobStoreError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "jobyard.sqlite.open").async {
                continuation.resume(returning: Result { () throws(JobStoreError) in try body() })
            }
        }
        return try result.get()
    }

    /// One transaction, which holds the only write lock from its beginning and is rolled back if it throws.
    func write<Value: Sendable>(
        _ transaction: @escaping @Sendable (Database) throws -> Value
    ) async throws(JobStoreError) -> Value {
        let result: Result<Value, JobStoreError> = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                let result = Result { () throws(JobStoreError) in
                    try JobStoreError.translating { try database.committing(transaction) }
                }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    /// Reads from one snapshot, beside whoever writes.
    func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws(JobStoreError) -> Value {
        let result: Result<Value, JobStoreError> = await withCheckedContinuation { continuation in
            pool.asyncRead { database in
                let result = Result { () throws(JobStoreError) in
                    try JobStoreError.translating { try query(database.get()) }
                }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    func close() async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "jobyard.sqlite.close").async {
                // The connection is let go of even when SQLite complains, and the file is whole in any case.
                try? pool.close()
                continuation.resume()
            }
        }
    }

    private static func openPool(path: String) throws(JobStoreError) -> DatabasePool {
        try makePrivate(path: path)
        return try JobStoreError.translating {
            var configuration = Configuration()
            configuration.label = "jobyard.sqlite"
            configuration.busyMode = .timeout(5)
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { try $0.execute(sql: writerSettings) }
            // Servers that start at once would both apply a step that both found missing.
            guard let lock = try SQLiteLockFile.take("\(path)-migration", waitingSeconds: 60) else {
                throw JobStoreError.unavailable(reason: "another process has locked \(path)-migration for a minute")
            }
            defer { SQLiteLockFile.release(lock) }
            try SQLiteMigrations.migrate(pool)
            return pool
        }
    }

    private static func readSchemaStatus(path: String) throws(JobStoreError) -> SchemaStatus {
        if access(path, F_OK) != 0, errno == ENOENT { return try SQLiteMigrations.status(applied: []) }
        return try JobStoreError.translating {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            // A connection that only reads leaves a log behind where it finds none, unless it is told that nobody writes
            // (https://sqlite.org/wal.html#read_only_databases).
            let isOpenElsewhere = access("\(path)-wal", F_OK) == 0
            let name = isOpenElsewhere ? path : immutableName(path: path)
            return try DatabaseQueue(path: name, configuration: configuration).read(SQLiteMigrations.status)
        }
    }

    /// https://sqlite.org/uri.html
    private static func immutableName(path: String) -> String {
        let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
        return (path.hasPrefix("/") ? "file://" : "file:") + escaped + "?immutable=1"
    }

    /// GRDB's own choice for WAL is NORMAL, which may lose the last commits with the power. The log of 16 MiB and the
    /// cache of as much save a fifth of the time under load, for checkpoints write a page once that changed often.
    private static let writerSettings = """
        PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384
        """

    /// Payloads may be secret: the file, and with it SQLite's `-wal` and `-shm`, is its owner's alone.
    private static func makePrivate(path: String) throws(JobStoreError) {
        let file = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if file >= 0 {
            Glibc.close(file)
        } else if errno != EEXIST {
            throw .unavailable(reason: "cannot make \(path): \(String(cString: strerror(errno)))")
        }
        if chmod(path, 0o600) != 0 {
            throw .unavailable(reason: "cannot make \(path) private: \(String(cString: strerror(errno)))")
        }
    }
}

extension Database {
    fileprivate func committing<Value>(_ transaction: (Database) throws -> Value) throws -> Value {
        try beginTransaction(.immediate)
        do {
            let value = try transaction(self)
            try commit()
            return value
        } catch {
            // Some failures have rolled back already; none is worse than the one at hand.
            if isInsideTransaction { try? rollback() }
            throw error
        }
    }
}
