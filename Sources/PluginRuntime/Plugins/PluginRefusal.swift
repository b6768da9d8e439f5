/// A file that is not served, and why.
package struct PluginRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// As it was found, not its copy.
    package var file: String
    package var reason: String
    /// Where the file could be read.
    package var sha256: String?
    /// Where it could be asked what it is.
    package var plugin: PluginDescription?

    package init(file: String, reason: String, sha256: String? = nil, plugin: PluginDescription? = nil) {
        self.file = file
        self.reason = reason
        self.sha256 = sha256
        self.plugin = plugin
    }

    package var description: String { "\(file): \(reason)" }
}
