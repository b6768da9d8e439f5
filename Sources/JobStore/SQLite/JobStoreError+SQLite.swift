import GRDB

/// What SQLite's result codes (https://sqlite.org/rescode.html) mean to the users of the record.
extension JobStoreError {
    static func translating<Value>(_ body: () throws -> Value) throws(JobStoreError) -> Value {
        do {
            return try body()
        } catch let error as JobStoreError {
            throw error
        } catch let error as DatabaseError {
            throw JobStoreError(error)
        } catch {
            throw .unavailable(reason: "\(error)")
        }
    }

    init(_ error: DatabaseError) {
        let words = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH:
            self = .refused(reason: words)
        case .SQLITE_CORRUPT:
            self = .corrupt(reason: words)
        case .SQLITE_NOTADB:
            self = .corrupt(reason: "the file is no SQLite database")
        case .SQLITE_FULL:
            self = .unavailable(reason: "the disk is full; free some space")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .unavailable(reason: "another process has held it for 5 s: end it, or try again")
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
            self = .unavailable(reason: "\(words); check that its file and directory exist and may be written")
        default:
            self = .unavailable(reason: words)
        }
    }
}
