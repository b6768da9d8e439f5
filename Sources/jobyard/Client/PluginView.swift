/// A plugin file that a worker has found. What could not be read of it is nil.
struct PluginView: Decodable, Sendable, Hashable {
    var file: String?
    var id: String?
    var version: String?
    var sha256: String?
    var jobTypes: [String]
    var state: String?
    /// Why it is not in use.
    var reason: String?

    enum CodingKeys: String, CodingKey {
        case file, id, version, sha256
        case jobTypes = "job_types"
        case state, reason
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        file = try members.decodeIfPresent(String.self, forKey: .file)
        id = try members.decodeIfPresent(String.self, forKey: .id)
        version = try members.decodeIfPresent(String.self, forKey: .version)
        sha256 = try members.decodeIfPresent(String.self, forKey: .sha256)
        jobTypes = try members.decodeIfPresent([String].self, forKey: .jobTypes) ?? []
        state = try members.decodeIfPresent(String.self, forKey: .state)
        reason = try members.decodeIfPresent(String.self, forKey: .reason)
    }
}
