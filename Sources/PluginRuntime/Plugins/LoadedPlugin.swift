import JSONSchema
import JobModel

/// A plugin that was checked, copied and described, and whose job types this worker offers.
package struct LoadedPlugin: Sendable {
    package var identity: PluginIdentity
    /// Where it was found.
    package var file: String
    /// The checked copy, which is what hosts load.
    package var generationFile: String
    /// Keeps the copy from being cleaned away.
    let generationLock: GenerationLock
    package var types: [JobType]
    /// What it says of itself.
    package var description: PluginDescription
}
