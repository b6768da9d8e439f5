import JobModel
import JobStore

/// A list of dead letters as somebody asks for it, before any rule was applied.
package struct DeadLetterRequest: Sendable, Hashable {
    package var type: String?
    /// Of the job's error.
    package var errorCode: String?
    package var limit: Int?
    package var cursor: String?
    /// What was wrong where it was read, to be told with what the rules find.
    var faults = RequestCheck()

    package init(type: String? = nil, errorCode: String? = nil, limit: Int? = nil, cursor: String? = nil) {
        self.type = type
        self.errorCode = errorCode
        self.limit = limit
        self.cursor = cursor
    }
}

extension DeadLetterRequest {
    /// Every check that it must pass, in one place.
    func query() throws(APIError) -> JobQuery {
        var check = faults
        check.type(type, at: "job_type")
        check.errorCode(errorCode, at: "error_code")
        let limit = limit ?? ListRequest.standardLimit
        check.limit(limit, within: ListRequest.limits, at: "limit")
        let before = check.cursor(cursor, at: "cursor")
        try check.finish()
        return JobQuery(states: [.deadLetter], type: type, errorCode: errorCode, before: before, limit: limit)
    }
}
