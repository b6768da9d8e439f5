/// The YAML file: `--config FILE` or JOBYARD_CONFIG. It can say whatever the environment can, and plugins' settings.
struct ConfigurationFile: Sendable, Hashable {
    private struct Scalar: Sendable, Hashable {
        let text: String
        let place: FilePlace
    }

    private(set) var plugins: [String: PluginSection] = [:]
    /// By ``Setting/path`` or ``Setting/filePath``. What is empty or null counts as not set.
    private var scalars: [String: Scalar] = [:]

    /// Says nothing.
    init() {}

    private static let maximumBytes = 1 << 20

    /// nil: no file.
    static func read(_ path: String?) throws(ConfigurationError) -> ConfigurationFile {
        guard let path else { return ConfigurationFile() }
        let text: String
        do {
            text = try BoundedFile.readText(path, maximumBytes: maximumBytes)
        } catch {
            throw ConfigurationError(at: FilePlace(path: path), "the configuration file cannot be read: \(error)")
        }
        return try parse(text, path: path)
    }

    /// `path` is for errors.
    static func parse(_ text: String, path: String) throws(ConfigurationError) -> ConfigurationFile {
        var file = ConfigurationFile()
        guard let root = try YAMLReader.read(text, path: path) else { return file }
        for member in try root.members(of: "the file", path: path) {
            if member.name == "plugins" {
                for section in try member.value.members(of: "plugins", path: path) {
                    file.plugins[section.name] = try PluginSection(section, path: path)
                }
            } else if let group = SettingGroup.all.first(where: { $0.name == member.name }) {
                for entry in try member.value.members(of: group.name, path: path) {
                    try file.take(entry, group: group, path: path)
                }
            } else {
                try file.take(member, group: .root, path: path)
            }
        }
        return file
    }

    /// nil: the file does not say.
    func given(_ setting: Setting) throws(ConfigurationError) -> GivenSetting? {
        let scalar = scalars[setting.path]
        if setting.canBeGivenAsFile, let named = scalars[setting.filePath] {
            guard scalar == nil else {
                throw ConfigurationError(
                    setting.filePath, allowed: "\(setting.path) is set too; leave one of them out", at: named.place)
            }
            return try .read(fromFile: named.text, namedBy: "\(named.place): \(setting.filePath)")
        }
        return scalar.map { GivenSetting(text: $0.text, source: .file($0.place)) }
    }

    private mutating func take(
        _ member: YAMLNode.Member, group: SettingGroup, path: String
    ) throws(ConfigurationError) {
        let place = FilePlace(path: path, line: member.line)
        let name = group.path(of: member.name)
        guard let setting = group.settings.first(where: { $0.takes(name) }) else {
            throw ConfigurationError(at: place, group.advice(unknown: member.name))
        }
        guard case .scalar(let text, _) = member.value.content else {
            let allowed = name == setting.path ? setting.allowed : "the path of a file"
            throw ConfigurationError(name, allowed: "it must be \(allowed), not \(member.value.kind)", at: place)
        }
        guard !member.value.isNull, !text.isEmpty else { return }
        scalars[name] = Scalar(text: text, place: place)
    }
}

extension Setting {
    fileprivate func takes(_ name: String) -> Bool { name == path || canBeGivenAsFile && name == filePath }
}

extension YAMLNode {
    /// The members of a map; none where there is nothing.
    func members(of name: String, path: String) throws(ConfigurationError) -> [Member] {
        if isNull { return [] }
        guard case .map(let members) = content else {
            throw ConfigurationError(
                name, allowed: "it must be a map (name: value), not \(kind)", at: FilePlace(path: path, line: line))
        }
        return members
    }
}
