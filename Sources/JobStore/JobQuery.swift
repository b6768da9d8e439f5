import JobModel

/// Which rows a list shows, page after page by id.
package struct JobQuery: Sendable, Hashable {
    /// nil: any state.
    package var states: Set<JobState>?
    /// nil: any type.
    package var type: String?
    /// Of the job's error; nil: any, or none.
    package var errorCode: String?
    package var order: Order
    /// Made at this moment or later; nil: whenever.
    package var createdAfter: Timestamp?
    /// Made before this moment; nil: whenever.
    package var createdBefore: Timestamp?
    /// Where the page before ended: only older jobs follow.
    package var before: JobID?
    /// Outside 0…``maximumLimit`` it becomes the nearest inside.
    package var limit: Int { didSet { limit = Self.bounded(limit) } }

    package enum Order: Sendable { case newestFirst, oldestFirst }

    /// One more than any door allows: by it a page knows that it is not the last.
    package static let maximumLimit = 1001
    /// A page ends with the row that reaches so many bytes of payloads and results (and, of unfinished rows, of
    /// checkpoints: a list has none).
    package static let maximumBytes = 8 << 20

    package init(
        states: Set<JobState>? = nil, type: String? = nil, errorCode: String? = nil, createdAfter: Timestamp? = nil,
        createdBefore: Timestamp? = nil, before: JobID? = nil, order: Order = .newestFirst, limit: Int
    ) {
        self.states = states
        self.type = type
        self.errorCode = errorCode
        self.order = order
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
        self.before = before
        self.limit = Self.bounded(limit)
    }

    private static func bounded(_ limit: Int) -> Int { min(max(limit, 0), maximumLimit) }

    /// The ids that it asks for: from `lower`, up to but without `upper`. Ids rise with the time of their making.
    package var bounds: (lower: JobID?, upper: JobID?) {
        let upper = [before, createdBefore.map(JobID.lowerBound)].compactMap(\.self).min()
        return (createdAfter.map(JobID.lowerBound), upper)
    }

    /// The states of which each is listed along an index, before they are merged; nil: all rows are, whatever their state.
    /// Rows of a type, or with an error, are in order state by state: so one index serves both.
    var parts: [JobState?] {
        let isNarrowed = type != nil || errorCode != nil
        guard let listed = states ?? (isNarrowed ? Set(JobState.allCases) : nil) else { return [nil] }
        return listed.sorted { $0.rawValue < $1.rawValue }
    }
}
