/// One answer of `GET /jobs`.
struct JobPage: Decodable, Sendable {
    var jobs: [JobView]
    /// nil: there are no more.
    var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case jobs
        case nextCursor = "next_cursor"
    }
}
