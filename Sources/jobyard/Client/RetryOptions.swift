/// The body of `POST /jobs/{id}/retry`.
struct RetryOptions: Encodable, Sendable {
    var discardCheckpoint = false

    enum CodingKeys: String, CodingKey {
        case discardCheckpoint = "discard_checkpoint"
    }
}
