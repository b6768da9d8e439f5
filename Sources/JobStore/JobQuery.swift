import JobModel

/// Which rows a list shows: newest first, page after page by id.
package struct JobQuery: Sendable, Hashable {
    /// nil: any state.
    package var states: Set<JobState>?
    /// nil: any type.
    package var type: String?
    /// Where the page before ended: only older jobs follow.
    package var before: JobID?
    package let limit: Int

    package static let maximumLimit = 1000
    /// A page ends with the row that reaches so many bytes of payloads and results.
    package static let maximumBytes = 8 << 20

    /// A limit outside 0…``maximumLimit`` becomes the nearest inside.
    package init(states: Set<JobState>? = nil, type: String? = nil, before: JobID? = nil, limit: Int) {
        self.states = states
        self.type = type
        self.before = before
        self.limit = min(max(limit, 0), Self.maximumLimit)
    }
}
