/// The answer of `GET /workers`.
struct WorkerList: Decodable, Sendable {
    var workers: [WorkerView]
}
