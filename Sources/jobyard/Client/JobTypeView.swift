/// A job type as far as people are shown it.
struct JobTypeView: Decodable, Sendable, Hashable {
    struct Plugin: Decodable, Sendable, Hashable {
        var id: String
        var version: String
    }

    var jobType: String
    var description: String?
    var plugin: Plugin?
    /// Live workers that offer it.
    var workers: Int
    /// Jobs that wait.
    var waiting: Int?

    enum CodingKeys: String, CodingKey {
        case jobType = "job_type"
        case description, plugin, workers, waiting
    }
}
