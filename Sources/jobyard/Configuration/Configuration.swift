import Foundation
import Logging

/// Everything an operator can set, as typed values, and where each came from. ``Setting/all`` names them.
struct Configuration: Sendable, Hashable {
    /// nil: `up` brings a Redis of its own; `server` and `worker` take localhost.
    var redisHost: String?
    var redisPort = 6379
    var redisDatabase = 0
    var redisPassword: String?
    var databaseURL = DatabaseURL.standard
    var apiHost = "0.0.0.0"
    var apiPort = 8000
    var grpcPort = 50051
    var workerConcurrency = 4
    var workerPoolSize = 2
    var drainTimeoutSeconds = 30.0
    var defaultMaximumRetries = 3
    var defaultTimeoutSeconds = 300.0
    var jobTimeToLiveSeconds = 86400
    var logLevel = Logger.Level.info
    var dataDirectory = "./.jobyard"
    var pluginDirectory: String {
        get { namedPluginDirectory ?? dataDirectory + "/plugins" }
        set { namedPluginDirectory = newValue }
    }
    /// By plugin id.
    var plugins: [String: PluginSection] = [:]
    /// What looks like a mistake but stops nothing, for people.
    var warnings: [String] = []

    private var namedPluginDirectory: String?
    /// By variable; what is not in it has its default.
    private var sources: [String: SettingSource] = [:]

    /// The defaults.
    init() {}

    /// Slots of a worker's default pool.
    var workerSlots: Int { workerConcurrency * workerPoolSize }
    /// With its path as it is opened.
    var database: DatabaseURL { databaseURL.resolved(below: dataDirectory) }

    func source(of variable: String) -> SettingSource { sources[variable] ?? .standard }
}

extension Configuration {
    /// `file`: what `--config` named; nil: JOBYARD_CONFIG.
    static func load(file: String?, variables: [String: String]) throws(ConfigurationError) -> Configuration {
        let environment = Environment(variables)
        var configuration = try Configuration(
            environment: environment, file: .read(file ?? environment.text(Environment.configurationFile)))
        configuration.warnings += configuration.foldersOpenToOthers
        return configuration
    }

    /// The environment wins over the file, and the file over the defaults.
    init(environment: Environment, file: ConfigurationFile = ConfigurationFile()) throws(ConfigurationError) {
        for setting in Setting.all {
            let inFile = try file.given(setting)
            guard let given = try environment.given(setting) ?? inFile else { continue }
            guard setting.assign(given.text, &self) else { throw Self.refusal(of: given, for: setting) }
            sources[setting.variable] = given.source
        }
        plugins = file.plugins
        warnings = environment.misspellings
    }

    private static func refusal(of given: GivenSetting, for setting: Setting) -> ConfigurationError {
        let value = setting.masked(.string(given.text)).text
        return switch given.source {
        case .standard, .environment: ConfigurationError(setting.variable, value: value, allowed: setting.allowed)
        case .file(let place): ConfigurationError(setting.path, value: value, allowed: setting.allowed, at: place)
        case .secretFile(let path, _):
            ConfigurationError(setting.path, value: value, allowed: setting.allowed, at: FilePlace(path: path))
        }
    }

    /// One text for each folder in which somebody else could exchange Jobyard's files or plugins.
    private var foldersOpenToOthers: [String] {
        let abovePlugins = URL(fileURLWithPath: pluginDirectory).deletingLastPathComponent().standardizedFileURL.path
        let data = URL(fileURLWithPath: dataDirectory).standardizedFileURL.path
        var warnings: [String] = []
        if Folder.isOpenToOthers(data) {
            warnings.append("DATA_DIR: group or others may write to \(data): `chmod go-w \(data)` closes it")
        }
        if abovePlugins != data, Folder.isOpenToOthers(abovePlugins) {
            warnings.append(
                "PLUGIN_DIR: group or others may write to \(abovePlugins), the folder that it is in: "
                    + "`chmod go-w \(abovePlugins)` closes it")
        }
        return warnings.map { TerminalText.clean($0) }
    }

    /// One text for each section of the file whose plugin is not there: mostly a misspelt id.
    func sectionsWithoutPlugin(loaded ids: [String]) -> [String] {
        plugins.filter { !ids.contains($0.key) }.sorted { $0.value.place.line ?? 0 < $1.value.place.line ?? 0 }.map {
            let advice =
                NearestName.of($0.key, among: ids).map { "did you mean \($0)?" }
                ?? "loaded are \(ids.sorted().joined(separator: ", "))"
            return "\($0.value.place): plugins.\($0.key): no plugin with this id is loaded; \(advice)"
        }
    }
}
