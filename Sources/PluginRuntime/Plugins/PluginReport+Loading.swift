import JobModel

extension PluginReport {
    /// - Parameter restReason: why no host of it may be started now; nil: it serves.
    init(_ plugin: LoadedPlugin, restReason: String?) {
        self.init(
            file: plugin.file, id: plugin.identity.id, version: plugin.identity.version, sha256: plugin.identity.sha256,
            jobTypes: plugin.types.map(\.name), state: restReason == nil ? .serving : .resting, reason: restReason)
    }

    init(_ refusal: PluginRefusal) {
        self.init(
            file: refusal.file, id: refusal.plugin?.id, version: refusal.plugin?.version, sha256: refusal.sha256,
            jobTypes: refusal.plugin?.types.map(\.name) ?? [], state: .refused, reason: refusal.reason)
    }
}
