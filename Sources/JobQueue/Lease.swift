import JobModel

/// One job that a worker may now run.
package struct Lease: Sendable, Hashable {
    package let id: JobID
    package let token: LeaseToken
    package let specification: JobSpecification
    package let status: JobStatus
    /// What an earlier attempt kept.
    package let checkpoint: [UInt8]?

    package init(
        id: JobID, token: LeaseToken, specification: JobSpecification, status: JobStatus, checkpoint: [UInt8]? = nil
    ) {
        self.id = id
        self.token = token
        self.specification = specification
        self.status = status
        self.checkpoint = checkpoint
    }
}
