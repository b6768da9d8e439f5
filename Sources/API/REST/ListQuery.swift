import Hummingbird
import JobModel
import JobStore

extension JobQuery {
    /// Reads the query of `GET /jobs`: `status_filter`, `job_type`, `limit`, `cursor`.
    init(parameters: Parameters) throws(APIError) {
        var states: Set<JobState>?
        if let text = parameters.get("status_filter") {
            guard let state = JobState(rawValue: text) else {
                let known = JobState.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidField("status_filter", "must be one of \(known)")
            }
            states = [state]
        }
        var limit = JobService.standardListLimit
        if let text = parameters.get("limit") {
            guard let number = Int(text), JobService.listLimits.contains(number) else {
                throw .invalidField("limit", "must be an integer from 1 to \(JobService.listLimits.upperBound)")
            }
            limit = number
        }
        var before: JobID?
        if let text = parameters.get("cursor") {
            guard let id = JobID(text) else {
                throw .invalidField("cursor", "must be the next_cursor of an earlier answer")
            }
            before = id
        }
        self.init(states: states, type: parameters.get("job_type"), before: before, limit: limit)
    }
}
