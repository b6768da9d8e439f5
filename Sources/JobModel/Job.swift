/// A job as the record knows it.
package struct Job: Sendable, Hashable, Identifiable {
    package let id: JobID
    package var specification: JobSpecification
    package var status: JobStatus
    /// JSON, byte for byte as the handler set it.
    package var result: [UInt8]?
    package var failure: JobFailure?
    package var progress: JobProgress?
    /// What an attempt kept for the next one; a completed job has none.
    package var checkpoint: [UInt8]?
    package var createdAt: Timestamp
    /// The submitter's own name for the submission, by which it can be repeated safely.
    package var idempotencyKey: String?

    package var state: JobState { status.state }
    /// Of the payload, the result and the checkpoint.
    package var byteCount: Int { specification.payload.count + (result?.count ?? 0) + (checkpoint?.count ?? 0) }
    package var finishedAt: Timestamp? { state.isFinal ? status.changedAt : nil }

    package init(
        id: JobID, specification: JobSpecification, status: JobStatus, result: [UInt8]? = nil,
        failure: JobFailure? = nil, progress: JobProgress? = nil, checkpoint: [UInt8]? = nil, createdAt: Timestamp,
        idempotencyKey: String? = nil
    ) {
        self.id = id
        self.specification = specification
        self.status = status
        self.result = result
        self.failure = failure
        self.progress = progress
        self.checkpoint = checkpoint
        self.createdAt = createdAt
        self.idempotencyKey = idempotencyKey
    }
}
