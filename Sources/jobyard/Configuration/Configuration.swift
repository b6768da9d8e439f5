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
    var databaseReadURL: PostgreSQLURL?
    var databasePoolSize = 4
    var databaseStatementTimeoutSeconds = 10.0
    var databaseLockTimeoutSeconds: Double {
        get { namedLockTimeoutSeconds ?? min(5, databaseStatementTimeoutSeconds) }
        set { namedLockTimeoutSeconds = newValue }
    }
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
    private var namedLockTimeoutSeconds: Double?
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
        var given: [String: GivenSetting] = [:]
        for setting in Setting.all {
            let inFile = try file.given(setting)
            guard let value = try environment.given(setting) ?? inFile else { continue }
            try setting.assign(value, to: &self)
            given[setting.variable] = value
        }
        sources = given.mapValues(\.source)
        plugins = file.plugins
        warnings = environment.misspellings
        for setting in Setting.all {
            guard let value = given[setting.variable], let problem = conflict(with: setting.variable) else { continue }
            throw ConfigurationError(setting, value, problem: problem)
        }
    }

    /// Why a setting that is allowed by itself does not go with the others.
    private func conflict(with variable: String) -> String? {
        switch (variable, databaseURL) {
        case ("DATABASE_READ_URL", .sqlite):
            "DATABASE_URL names SQLite, which has no replica to read from: leave this out, or name PostgreSQL there"
        case ("DATABASE_LOCK_TIMEOUT_SECONDS", _) where databaseLockTimeoutSeconds > databaseStatementTimeoutSeconds:
            "it must not exceed DATABASE_STATEMENT_TIMEOUT_SECONDS"
        default: nil
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

extension Setting {
    fileprivate func assign(_ given: GivenSetting, to configuration: inout Configuration) throws(ConfigurationError) {
        let isAllowed: Bool
        do throws(UnusableValue) {
            isAllowed = try assign(given.text, &configuration)
        } catch {
            throw ConfigurationError(self, given, problem: error.problem)
        }
        guard isAllowed else { throw ConfigurationError(self, given, problem: "it must be \(allowed)") }
    }
}

extension ConfigurationError {
    fileprivate init(_ setting: Setting, _ given: GivenSetting, problem: String) {
        let value = setting.masked(.string(given.text)).text
        switch given.source {
        case .standard, .environment: self.init(setting.variable, value: value, problem: problem)
        case .file(let place): self.init(setting.path, value: value, problem: problem, at: place)
        case .secretFile(let path, _):
            self.init(setting.path, value: value, problem: problem, at: FilePlace(path: path))
        }
    }
}
