import JobModel

/// A plugin that was checked, copied and described, and whose job types this worker offers.
package struct LoadedPlugin: Sendable {
    package var identity: PluginIdentity
    /// Where it was found.
    package var file: String
    /// The checked copy, which is what hosts load.
    var generationFile: String
    /// Keeps the copy from being cleaned away.
    let generationLock: GenerationLock
    package var types: [JobType]
    /// What it says of itself.
    package var description: PluginDescription

    /// The longest that a handler of the type may give no sign of life; 0: for ever.
    func heartbeatTimeoutMilliseconds(of type: String) -> Int {
        let declared = description.types.first { $0.name == type }?.heartbeatTimeoutMilliseconds ?? 0
        return declared == PluginDescription.none ? 0 : declared
    }
}
