import JobModel

extension Job {
    /// When a scheduled or retrying job is due; nil in every other state.
    var runAt: Timestamp? { state == .scheduled || state == .retrying ? status.dueAt : nil }
}
