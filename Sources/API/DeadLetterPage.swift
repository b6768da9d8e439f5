import JobModel
import JobStore

package struct DeadLetterPage: Sendable {
    /// Newest first.
    package var jobs: [Job]
    /// Of all that match, not of this page alone.
    package var groups: [DeadLetterGroup]
    /// Where the next page begins; nil: this was the last.
    package var next: JobID?
}
