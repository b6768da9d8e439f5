import GRDB
import JobModel

/// `job_types`: every type ever advertised, as it was advertised last.
struct SQLiteJobTypeTable {
    let database: Database

    func upsert(_ type: JobType) throws {
        try database.cachedStatement(
            sql:
                "INSERT OR REPLACE INTO job_types (\(JobTypeColumns.all)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            type.name, type.description, type.plugin.id, type.plugin.version, type.plugin.sha256, type.payloadSchema,
            type.resultSchema, type.maximumRetries, type.timeoutMilliseconds, type.retryPolicy.baseMilliseconds,
            type.retryPolicy.factor, type.retryPolicy.capMilliseconds, type.concurrency, type.cancelGraceMilliseconds,
        ])
    }

    func all() throws -> [JobType] {
        let statement = try database.cachedStatement(sql: "SELECT \(JobTypeColumns.all) FROM job_types ORDER BY name")
        return try Row.fetchAll(statement).map { row in
            var columns = ColumnReader(row)
            return try columns.nextJobType()
        }
    }
}
