/// What is in force and where each value came from, fit to be shown: secrets are masked.
struct ConfigurationReport: Sendable {
    struct Entry: Sendable, Hashable {
        /// Its place in the configuration file.
        let name: String
        /// nil: the environment cannot say it.
        let variable: String?
        let value: ConfigurationValue
        let source: SettingSource
    }

    let entries: [Entry]
    let warnings: [String]

    init(_ configuration: Configuration) {
        let settings = Setting.all.map { setting in
            Entry(
                name: setting.path, variable: setting.variable, value: setting.masked(setting.value(configuration)),
                source: configuration.source(of: setting.variable))
        }
        let plugins = configuration.plugins.sorted { $0.key < $1.key }.flatMap { id, section in
            section.entries.sorted { $0.key < $1.key }.map { name, entry in
                Entry(
                    name: "plugins.\(id).config.\(name)", variable: nil, value: entry.value.masked(under: name),
                    source: .file(entry.place))
            }
        }
        entries = settings + plugins
        warnings = configuration.warnings
    }

    /// `{"settings": [{"setting", "variable", "value", "source", "from"}], "warnings": […]}`
    var json: String {
        ConfigurationValue.map([
            "settings": .list(entries.map(\.json)), "warnings": .list(warnings.map { .string($0) }),
        ]).json
    }
}

extension ConfigurationReport.Entry {
    fileprivate var json: ConfigurationValue {
        .map([
            "setting": .string(name), "variable": variable.map { .string($0) } ?? .null, "value": value,
            "source": .string(source.kind), "from": .string(source.description),
        ])
    }
}
