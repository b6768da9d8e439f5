import FoundationEssentials
import GRDB
import JobModel

/// `idempotency_keys`: one row a submission that named a key, as long as its job's row lives.
struct SQLiteIdempotencyTable {
    let database: Database

    func insert(_ key: IdempotencyKey, job id: JobID) throws {
        try database.cachedStatement(
            sql: "INSERT INTO idempotency_keys (caller, key, fingerprint, job_id) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [key.caller, key.text, Data(key.fingerprint), id.data])
    }

    /// The job that was submitted with the key; nil: none was.
    /// - Throws: ``JobStoreError/keyReused`` where that was another submission.
    func job(_ key: IdempotencyKey) throws -> JobID? {
        let statement = try database.cachedStatement(
            sql: "SELECT fingerprint, job_id FROM idempotency_keys WHERE caller = ? AND key = ?")
        guard let row = try Row.fetchOne(statement, arguments: [key.caller, key.text]) else { return nil }
        var columns = ColumnReader(row)
        guard try columns.nextBytes() == key.fingerprint else { throw JobStoreError.keyReused }
        return try columns.nextID()
    }
}
