/// Which dead letters to list. The server reads the values; what it does not know it refuses.
struct DeadLetterFilter: Sendable, Hashable {
    var type: String?
    var errorCode: String?
    var limit: Int?
    /// The one that the page before named.
    var cursor: String?

    /// As the query of `GET /dead-letters`.
    var query: [(name: String, value: String)] {
        let members = [
            ("job_type", type), ("error_code", errorCode), ("limit", limit.map { String($0) }), ("cursor", cursor),
        ]
        return members.compactMap { name, value in value.map { (name, $0) } }
    }
}
