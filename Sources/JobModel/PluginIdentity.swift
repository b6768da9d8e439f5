/// Which plugin, and which exact file of it.
package struct PluginIdentity: Sendable, Hashable {
    package var id: String
    package var version: String
    /// The generation: sha256 of the file, lower-case hex.
    package var sha256: String

    package init(id: String, version: String, sha256: String) {
        self.id = id
        self.version = version
        self.sha256 = sha256
    }
}
