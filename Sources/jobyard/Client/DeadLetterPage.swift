/// One answer of `GET /dead-letters`.
struct DeadLetterPage: Decodable, Sendable {
    /// All that match the filter, counted by type and error code.
    struct Group: Decodable, Sendable, Hashable {
        var jobType: String
        var errorCode: String?
        var count: Int

        enum CodingKeys: String, CodingKey {
            case jobType = "job_type"
            case errorCode = "error_code"
            case count
        }
    }

    var deadLetters: [JobView]
    var groups: [Group]
    /// nil: there are no more.
    var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case deadLetters = "dead_letters"
        case groups
        case nextCursor = "next_cursor"
    }
}
