import JobModel

/// What is read, from one pool.
struct PostgresReader: JobReader {
    let pool: PostgresPool
    let purpose: PostgresPool.Purpose

    func job(_ id: JobID) async throws(JobStoreError) -> Job? {
        try await first(PostgresJobTable.job(id)) { try $0.nextJob() }
    }

    func list(_ query: JobQuery) async throws(JobStoreError) -> [Job] {
        guard let command = PostgresJobTable.list(query) else { return [] }
        return try await all(command) { try $0.nextJob() }
    }

    func attempts(of id: JobID) async throws(JobStoreError) -> [JobAttempt] {
        try await all(PostgresAttemptTable.attempts(of: id)) { try $0.nextAttempt() }
    }

    func deadLetterGroups(type: String?, errorCode: String?) async throws(JobStoreError) -> [DeadLetterGroup] {
        try await all(PostgresJobTable.deadLetterGroups(type: type, errorCode: errorCode)) { reader in
            DeadLetterGroup(
                type: try reader.nextText(), errorCode: try reader.nextHandlersTextIfPresent(),
                count: try reader.nextInteger())
        }
    }

    func all<Value: Sendable>(
        _ command: PostgresCommand, _ read: @escaping @Sendable (inout PostgresRowReader) throws -> Value
    ) async throws(JobStoreError) -> [Value] {
        do {
            return try await pool.run(purpose) { try $0.trip([command]).first?.map(read) ?? [] }
        } catch {
            throw JobStoreError(error)
        }
    }

    func first<Value: Sendable>(
        _ command: PostgresCommand, _ read: @escaping @Sendable (inout PostgresRowReader) throws -> Value
    ) async throws(JobStoreError) -> Value? {
        try await all(command, read).first
    }
}
