/// `plugins: {<plugin id>: {config: {…}}}`
struct PluginSection: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        let value: ConfigurationValue
        let place: FilePlace
    }

    let place: FilePlace
    let entries: [String: Entry]

    /// What the plugin's get_config answers: scalars as text, lists and maps as JSON.
    var config: [String: String] { entries.mapValues(\.value.text) }

    init(_ member: YAMLNode.Member, path: String) throws(ConfigurationError) {
        place = FilePlace(path: path, line: member.line)
        let name = "plugins.\(member.name)"
        var entries: [String: Entry] = [:]
        for part in try member.value.members(of: name, path: path) {
            guard part.name == "config" else {
                throw ConfigurationError(
                    "\(name).\(part.name)", allowed: "is not known here; known: config",
                    at: FilePlace(path: path, line: part.line))
            }
            for entry in try part.value.members(of: "\(name).config", path: path) {
                entries[entry.name] = Entry(
                    value: try ConfigurationValue(entry.value, path: path),
                    place: FilePlace(path: path, line: entry.line))
            }
        }
        self.entries = entries
    }
}
