/// Where a job stands. The raw value is its name in the API, in Redis, in the record and in metrics.
package enum JobState: String, Sendable, CaseIterable {
    case scheduled, queued, running, completed, failed, retrying
    case deadLetter = "dead_letter"
    case cancelled

    package static let unfinished = allCases.filter { !$0.isFinal }

    /// Nothing but a replay changes a final state.
    package var isFinal: Bool {
        switch self {
        case .completed, .failed, .deadLetter, .cancelled: true
        case .scheduled, .queued, .running, .retrying: false
        }
    }
}
