/// Which jobs to list. The server reads the values; what it does not know it refuses.
struct JobFilter: Sendable, Hashable {
    /// Empty: any.
    var statuses: [String] = []
    var type: String?
    /// RFC 3339.
    var createdAfter: String?
    var createdBefore: String?

    /// As the query of `GET /jobs`.
    var query: [(name: String, value: String)] {
        let members: [(String, String?)] = [
            ("status_filter", statuses.isEmpty ? nil : statuses.joined(separator: ",")), ("job_type", type),
            ("created_after", createdAfter), ("created_before", createdBefore),
        ]
        return members.compactMap { name, value in value.map { (name, $0) } }
    }
}
