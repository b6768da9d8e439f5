import PluginRuntime

extension PluginRuntimeConfiguration {
    /// What the operator says of plugins, and where this installation has its own.
    init(_ configuration: Configuration, dataDirectory: String) throws(ConfigurationError) {
        let installation = try Installation.find()
        self.init(
            hostExecutable: installation.pluginHost,
            pluginDirectories: [installation.builtInPlugins, configuration.pluginDirectory],
            dataDirectory: dataDirectory,
            settings: configuration.plugins.mapValues { PluginSettings(config: $0.config) })
    }
}
