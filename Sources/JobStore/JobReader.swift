import JobModel

/// What is shown of the record. A read replica may trail behind the record by moments.
package protocol JobReader: Sendable {
    func job(_ id: JobID) async throws(JobStoreError) -> Job?

    /// Without checkpoints.
    func list(_ query: JobQuery) async throws(JobStoreError) -> [Job]

    /// By number, the first first.
    func attempts(of id: JobID) async throws(JobStoreError) -> [JobAttempt]

    /// Of dead-lettered jobs, the most frequent first; at most 1000. nil: of any type, with any error.
    func deadLetterGroups(type: String?, errorCode: String?) async throws(JobStoreError) -> [DeadLetterGroup]
}
