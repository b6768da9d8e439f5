/// `plugins: {<plugin id>: {config: {…}}}`
struct PluginSection: Sendable, Hashable, Decodable {
    /// What the plugin's get_config answers: scalars as text, lists and maps as JSON.
    var config: [String: String] = [:]

    init(config: [String: String] = [:]) { self.config = config }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: FileKey.self)
        try members.refuseOthers(than: ["config"])
        let values = try members.decodeIfPresent([String: ConfigurationValue].self, forKey: FileKey("config")) ?? [:]
        config = values.mapValues(\.text)
    }
}
