/// What a worker says of one plugin file: whether it serves it, and if not, why.
package struct PluginReport: Sendable, Hashable, Codable {
    /// Where it was found.
    package var file: String
    /// nil, as the version, where the file could not be asked.
    package var id: String?
    package var version: String?
    /// The generation: sha256 of the file, lower-case hex; nil where it could not be read.
    package var sha256: String?
    package var jobTypes: [String]
    package var state: State
    /// Why it does not serve now.
    package var reason: String?

    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case serving
        /// Its hosts fail to start; tried again later.
        case resting
        case refused
    }

    package init(
        file: String, id: String? = nil, version: String? = nil, sha256: String? = nil, jobTypes: [String] = [],
        state: State, reason: String? = nil
    ) {
        self.file = file
        self.id = id
        self.version = version
        self.sha256 = sha256
        self.jobTypes = jobTypes
        self.state = state
        self.reason = reason
    }

    enum CodingKeys: String, CodingKey {
        case file, id, version, sha256, state, reason
        case jobTypes = "job_types"
    }
}
