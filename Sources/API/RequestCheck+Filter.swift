import JobModel

/// The rules of what narrows a list or a replay, the same wherever it is asked for.
extension RequestCheck {
    /// nil: any type.
    mutating func type(_ type: String?, at pointer: String) {
        if let type, !JobType.isName(type) { refuse(pointer, "is not the name of a job type") }
    }

    /// nil: any code. Codes are the handlers' own words.
    mutating func errorCode(_ code: String?, at pointer: String) {
        if code?.isEmpty == true { refuse(pointer, "must not be empty") }
    }

    mutating func states(_ names: [String], among allowed: [JobState], at pointer: String) -> Set<JobState> {
        let states = names.compactMap { JobState(rawValue: $0) }.filter(allowed.contains)
        if states.count < names.count {
            refuse(pointer, "must be of \(allowed.map(\.rawValue).joined(separator: ", "))")
        }
        return Set(states)
    }

    mutating func limit(_ limit: Int, within limits: ClosedRange<Int>, at pointer: String) {
        guard !limits.contains(limit) else { return }
        refuse(pointer, "must be an integer from \(limits.lowerBound) to \(limits.upperBound)")
    }

    /// nil: from the newest on.
    mutating func cursor(_ text: String?, at pointer: String) -> JobID? {
        let id = text.flatMap { JobID($0) }
        if text != nil, id == nil { refuse(pointer, "must be the next_cursor of an earlier answer") }
        return id
    }
}
