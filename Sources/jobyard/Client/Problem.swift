/// The part of `application/problem+json` that people are shown.
struct Problem: Decodable, Sendable, Hashable {
    var code: String
    var detail: String
}
