/// What changes about a job. In Redis it lies in the hash `live`; every transition raises its version.
package struct JobStatus: Sendable, Hashable {
    package var lifecycle: JobLifecycle
    package var version: JobVersion
    /// When a scheduled or retrying job may run.
    package var dueAt: Timestamp?
    /// When its latest attempt was leased.
    package var startedAt: Timestamp?
    /// When it came into its present state.
    package var changedAt: Timestamp
    /// Of the latest lease; its worker holds it while the job runs.
    package var token: LeaseToken?

    package var state: JobState { lifecycle.state }

    package init(
        lifecycle: JobLifecycle, version: JobVersion, dueAt: Timestamp? = nil, startedAt: Timestamp? = nil,
        changedAt: Timestamp, token: LeaseToken? = nil
    ) {
        self.lifecycle = lifecycle
        self.version = version
        self.dueAt = dueAt
        self.startedAt = startedAt
        self.changedAt = changedAt
        self.token = token
    }
}
