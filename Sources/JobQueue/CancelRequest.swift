import JobModel

/// A job to cancel, as its row stands.
package struct CancelRequest: Sendable, Hashable {
    package var id: JobID
    package var type: String
    /// Of the row: a job that Redis knows only in an older life counts as not there.
    package var version: JobVersion

    package init(id: JobID, type: String, version: JobVersion) {
        self.id = id
        self.type = type
        self.version = version
    }
}

extension CancelRequest {
    package init(_ row: Job) {
        self.init(id: row.id, type: row.specification.type, version: row.status.version)
    }
}
