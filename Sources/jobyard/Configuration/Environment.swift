/// The environment's variables. An empty one counts as not set.
struct Environment: Sendable {
    /// Names the configuration file, as `--config` does.
    static let configurationFile = "JOBYARD_CONFIG"
    /// Names the server that the client commands talk to, as `--url` does.
    static let serverURL = "JOBYARD_URL"

    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    func text(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// nil: the environment does not say.
    func given(_ setting: Setting) throws(ConfigurationError) -> GivenSetting? {
        let text = text(setting.variable)
        if setting.canBeGivenAsFile, let path = self.text(setting.fileVariable) {
            guard text == nil else {
                throw ConfigurationError(
                    setting.fileVariable, allowed: "\(setting.variable) is set too; leave one of them out")
            }
            return try .read(fromFile: path, namedBy: setting.fileVariable)
        }
        return text.map { GivenSetting(text: $0, source: .environment(variable: setting.variable)) }
    }

    /// One text for each variable that looks like a misspelling of ours.
    var misspellings: [String] {
        let known = Self.knownVariables
        return values.keys.filter { !known.contains($0) }.sorted().compactMap { name in
            let nearest = NearestName.of(name, among: known)
            guard nearest != nil || name.hasPrefix("JOBYARD_") else { return nil }
            let advice = nearest.map { "did you mean \($0)?" } ?? "`jobyard config` shows the variables that are"
            return "the environment variable \(TerminalText.clean(name)) is not read; \(advice)"
        }
    }

    private static let knownVariables: [String] =
        Setting.all.flatMap { $0.canBeGivenAsFile ? [$0.variable, $0.fileVariable] : [$0.variable] }
        + [configurationFile, serverURL]
}
