import JobModel
import JobStore

/// A list as somebody asks for it, before any rule was applied.
package struct ListRequest: Sendable, Hashable {
    /// Empty: any.
    package var statuses: [String]
    package var type: String?
    /// At this moment or later.
    package var createdAfter: Timestamp?
    package var createdBefore: Timestamp?
    package var limit: Int?
    package var cursor: String?
    /// What was wrong where it was read, to be told with what the rules find.
    var faults = RequestCheck()

    package init(
        statuses: [String] = [], type: String? = nil, createdAfter: Timestamp? = nil, createdBefore: Timestamp? = nil,
        limit: Int? = nil, cursor: String? = nil
    ) {
        self.statuses = statuses
        self.type = type
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
        self.limit = limit
        self.cursor = cursor
    }
}

extension ListRequest {
    package static let limits = 1...500
    package static let standardLimit = 50

    /// Every check that a list must pass, in one place.
    func query() throws(APIError) -> JobQuery {
        var check = faults
        let states = check.states(statuses, among: JobState.allCases, at: "status_filter")
        check.type(type, at: "job_type")
        let limit = limit ?? Self.standardLimit
        check.limit(limit, within: Self.limits, at: "limit")
        let before = check.cursor(cursor, at: "cursor")
        try check.finish()
        return JobQuery(
            states: states.isEmpty ? nil : states, type: type, createdAfter: createdAfter,
            createdBefore: createdBefore, before: before, limit: limit)
    }
}
