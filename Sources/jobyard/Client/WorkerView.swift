/// A live worker as far as people are shown it.
struct WorkerView: Decodable, Sendable, Hashable {
    var worker: String
    var host: String?
    var pid: Int?
    var version: String?
    var jobTypes: [String]
    var slots: Int?
    var freeSlots: Int?
    var startedAt: String?
    var plugins: [PluginView]?

    enum CodingKeys: String, CodingKey {
        case worker, host, pid, version
        case jobTypes = "job_types"
        case slots
        case freeSlots = "free_slots"
        case startedAt = "started_at"
        case plugins
    }
}
