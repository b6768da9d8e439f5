/// A configuration file that names every setting, with its meaning and default; nothing in it is in force.
enum ExampleFile {
    static var text: String {
        let defaults = Configuration()
        let groups = SettingGroup.all.map { group in
            "\(group.name):\n" + group.settings.map { lines(of: $0, defaults, indentation: "  ") }.joined()
        }
        let root = SettingGroup.root.settings.map { lines(of: $0, defaults, indentation: "") }.joined()
        return ([start] + groups + [root, plugins]).joined(separator: "\n")
    }

    private static let start = """
        # Settings of Jobyard. A line that begins with "# name:" shows a default: take the # away to change it.
        # An environment variable, in brackets here, wins over this file.

        """

    private static let plugins = """
        # What each plugin is told, by its id.
        plugins:
          # jobyard.http_request:
          #   config:
          #     allow_private_addresses: true

        """

    private static func lines(of setting: Setting, _ defaults: Configuration, indentation: String) -> String {
        let value = setting.value(defaults)
        let name = setting.path.split(separator: ".").last ?? ""
        let written = value.isSet ? " \(value.text)" : ""
        let variables =
            setting.canBeGivenAsFile ? "\(setting.variable), \(setting.fileVariable)" : setting.variable
        return """
            \(indentation)# \(setting.meaning) [\(variables)]
            \(indentation)# \(name):\(written)

            """
    }
}
