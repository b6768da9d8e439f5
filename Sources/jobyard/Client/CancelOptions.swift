/// The body of `POST /jobs/{id}/cancel`.
struct CancelOptions: Encodable, Sendable {}
