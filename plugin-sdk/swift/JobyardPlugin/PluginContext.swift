import CJobyardPlugin

/// What a plugin may ask of its host outside of any job.
public struct PluginContext: Sendable {
    let host: Host
    let job: jobyard_job = 0

    /// Writes a log line about the plugin. Never blocks. For `fields` see ``JobContext/log(_:_:fields:)``.
    public func log(_ level: LogLevel, _ message: String, fields: [String: LogValue] = [:]) {
        host.log(job, level, message, fields: fields)
    }

    /// A setting from the plugin's section of the operator's configuration: a string as its text, anything else as JSON
    /// text; `nil` if it is not set, and if it cannot be read, which the log then says. It stays the same for the life
    /// of the process.
    public func configuration(_ key: String) -> String? { host.configuration(key, for: job) }

    /// A secret that the operator granted to this plugin.
    public func secret(_ key: String) throws(HostError) -> String { try host.secret(key) }

    /// Adds to a metric of the plugin's own, whose name is of 1 to 64 characters a-z, 0-9 and _.
    public func addToCounter(_ name: String, _ delta: Double = 1) { host.addToCounter(job, name, delta) }
}
