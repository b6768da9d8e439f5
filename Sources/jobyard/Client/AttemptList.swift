/// The answer of `GET /jobs/{id}/attempts`.
struct AttemptList: Decodable, Sendable {
    var attempts: [AttemptView]
}
