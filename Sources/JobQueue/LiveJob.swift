import JobModel

/// What Redis knows of one job.
package struct LiveJob: Sendable, Hashable {
    package var status: JobStatus
    package var progress: JobProgress?

    package init(status: JobStatus, progress: JobProgress?) {
        self.status = status
        self.progress = progress
    }
}
