/// What the operator set for one plugin.
package struct PluginSettings: Sendable, Hashable {
    /// What `get_config` answers: a text stands for itself, any other value as JSON.
    package var config: [String: String]
    /// What `get_secret` answers.
    package var secrets: [String: String]
    /// Added to the bare environment of the plugin's hosts.
    package var environment: [String: String]

    package init(
        config: [String: String] = [:], secrets: [String: String] = [:], environment: [String: String] = [:]
    ) {
        self.config = config
        self.secrets = secrets
        self.environment = environment
    }
}
