import JobModel

/// How a worker runs plugins.
package struct PluginRuntimeConfiguration: Sendable {
    /// Absolute path of `jobyard-plugin-host`.
    package var hostExecutable: String
    /// Read in this order: of two plugins that claim one job type the first stays.
    package var pluginDirectories: [String]
    /// Checked copies of plugins are kept in `generations/` below it.
    package var dataDirectory: String
    /// By plugin id.
    package var settings: [String: PluginSettings]
    /// How long a plugin host may take from its start until its plugin is initialised and healthy.
    package var startTimeoutMilliseconds: Int
    /// How long a child may take to describe a plugin.
    package var describeTimeoutMilliseconds: Int
    /// Whether loading starts one host of each plugin, and refuses those that do not come up.
    package var triesStarts: Bool
    /// Between failed starts of a plugin's hosts.
    package var startBackoff: RetryPolicy
    /// After so long a plugin's idle hosts end, all but one.
    package var idleTimeMilliseconds: Int

    package init(
        hostExecutable: String, pluginDirectories: [String], dataDirectory: String,
        settings: [String: PluginSettings] = [:], startTimeoutMilliseconds: Int = 30_000,
        describeTimeoutMilliseconds: Int = 10_000, triesStarts: Bool = true,
        startBackoff: RetryPolicy = RetryPolicy(baseMilliseconds: 250, factor: 2, capMilliseconds: 30_000),
        idleTimeMilliseconds: Int = 300_000
    ) {
        self.hostExecutable = hostExecutable
        self.pluginDirectories = pluginDirectories
        self.dataDirectory = dataDirectory
        self.settings = settings
        self.startTimeoutMilliseconds = startTimeoutMilliseconds
        self.describeTimeoutMilliseconds = describeTimeoutMilliseconds
        self.triesStarts = triesStarts
        self.startBackoff = startBackoff
        self.idleTimeMilliseconds = idleTimeMilliseconds
    }
}
