/// What `get_config` and `get_secret` of a plugin answer; constant for the life of its host.
package struct HostSettings: Sendable, Hashable {
    /// A text stands for itself, any other value as JSON.
    package var config: [String: String]
    package var secrets: [String: String]

    package init(config: [String: String] = [:], secrets: [String: String] = [:]) {
        self.config = config
        self.secrets = secrets
    }
}
