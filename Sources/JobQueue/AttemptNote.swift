import JobModel

/// What a handler tells of itself while it runs.
package struct AttemptNote: Sendable, Hashable {
    package var id: JobID
    package var token: LeaseToken
    package var progress: JobProgress?
    /// At most 64 KiB; an empty one takes an earlier one's place, and is none.
    package var checkpoint: [UInt8]?

    package init(id: JobID, token: LeaseToken, progress: JobProgress? = nil, checkpoint: [UInt8]? = nil) {
        self.id = id
        self.token = token
        self.progress = progress
        self.checkpoint = checkpoint
    }
}
