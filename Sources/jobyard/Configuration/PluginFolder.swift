/// PLUGIN_DIR: the operator's own plugins.
enum PluginFolder {
    /// Makes the folder where it is the default one. One that was named must be there: a worker that silently starts
    /// without its plugins, because of a misspelling or a volume that is not mounted, helps nobody.
    static func prepare(_ configuration: Configuration) throws(ConfigurationError) {
        let path = configuration.pluginDirectory
        guard configuration.source(of: "PLUGIN_DIR") == .standard else {
            guard Folder.exists(path) else {
                throw ConfigurationError(
                    "PLUGIN_DIR", value: path,
                    allowed: "a folder that is there: make it, or leave PLUGIN_DIR out to use DATA_DIR/plugins")
            }
            return
        }
        do {
            try Folder.make(path)
        } catch {
            throw ConfigurationError("PLUGIN_DIR", value: path, allowed: "a folder that can be made: \(error)")
        }
    }
}
