import JobModel
import JobStore

/// A replay of many jobs as somebody asks for it, before any rule was applied.
package struct RetryRequest: Sendable, Hashable {
    package var type: String?
    /// Of the job's error.
    package var errorCode: String?
    /// Empty: dead letters alone.
    package var statuses: [String]
    package var limit: Int?
    /// Only say which jobs it would be.
    package var isDryRun: Bool
    /// What was wrong where it was read, to be told with what the rules find.
    var faults = RequestCheck()

    package init(
        type: String? = nil, errorCode: String? = nil, statuses: [String] = [], limit: Int? = nil,
        isDryRun: Bool = false
    ) {
        self.type = type
        self.errorCode = errorCode
        self.statuses = statuses
        self.limit = limit
        self.isDryRun = isDryRun
    }
}

extension RetryRequest {
    package static let limits = 1...1000
    package static let standardLimit = 100
    /// What can be replayed: see ``JobLifecycle``.
    package static let states = JobState.allCases.filter { state in
        var life = JobLifecycle(state: state)
        return (try? life.apply(.replayed, maximumRetries: 0)) != nil
    }

    /// Every check that it must pass, in one place.
    func query() throws(APIError) -> JobQuery {
        var check = faults
        check.type(type, at: "/job_type")
        check.errorCode(errorCode, at: "/error_code")
        let states = check.states(statuses, among: Self.states, at: "/status_filter")
        let limit = limit ?? Self.standardLimit
        check.limit(limit, within: Self.limits, at: "/limit")
        try check.finish()
        return JobQuery(
            states: states.isEmpty ? [.deadLetter] : states, type: type,
            errorCode: errorCode, order: .oldestFirst, limit: limit)
    }
}
