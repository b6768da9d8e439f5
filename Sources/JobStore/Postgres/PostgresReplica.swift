import JobModel

/// What is shown, from a replica; from the record itself while the replica is away, and what the replica has not heard of yet.
struct PostgresReplica: JobReader {
    let replica: PostgresReader
    let record: PostgresReader

    func job(_ id: JobID) async throws(JobStoreError) -> Job? {
        // Any end but a completion may have been taken back by a replay.
        if let job = try? await replica.job(id), job.state == .completed || !job.state.isFinal { return job }
        return try await record.job(id)
    }

    func list(_ query: JobQuery) async throws(JobStoreError) -> [Job] {
        do { return try await replica.list(query) } catch { return try await record.list(query) }
    }

    func attempts(of id: JobID) async throws(JobStoreError) -> [JobAttempt] {
        do { return try await replica.attempts(of: id) } catch { return try await record.attempts(of: id) }
    }

    func deadLetterGroups(type: String?, errorCode: String?) async throws(JobStoreError) -> [DeadLetterGroup] {
        do { return try await replica.deadLetterGroups(type: type, errorCode: errorCode) } catch {
            return try await record.deadLetterGroups(type: type, errorCode: errorCode)
        }
    }
}
