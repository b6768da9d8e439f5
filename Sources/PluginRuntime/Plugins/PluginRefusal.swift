/// A file that is not served, and why.
package struct PluginRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// As it was found, not its copy.
    package var file: String
    package var reason: String

    package init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    package var description: String { "\(file): \(reason)" }
}
