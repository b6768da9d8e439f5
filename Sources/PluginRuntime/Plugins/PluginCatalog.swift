import JSONSchema
import JobModel

/// The plugins that a worker serves and those that it refused: a value, filled file by file.
struct PluginCatalog: Sendable {
    private(set) var plugins: [LoadedPlugin] = []
    private(set) var refusals: [PluginRefusal] = []
    private var pluginOfType: [String: Int] = [:]

    /// In the order in which they were loaded.
    var types: [JobType] { plugins.flatMap(\.types) }

    func plugin(offering type: String) -> (plugin: LoadedPlugin, type: JobType)? {
        guard let index = pluginOfType[type], let found = plugins[index].types.first(where: { $0.name == type }) else {
            return nil
        }
        return (plugins[index], found)
    }

    mutating func refuse(_ refusal: PluginRefusal) { refusals.append(refusal) }

    /// Takes a plugin in, or refuses it: the first that claims an id or a job type keeps it.
    mutating func add(
        _ description: PluginDescription, generation: GenerationStore.Generation, file: String
    ) throws(PluginRefusal) {
        func refusal(_ reason: String) -> PluginRefusal {
            PluginRefusal(file: file, reason: reason, sha256: generation.sha256, plugin: description)
        }
        if let first = plugins.first(where: { $0.identity.id == description.id }) {
            throw refusal("the plugin id “\(description.id)” is already that of \(first.file)")
        }
        guard Set(description.types.map(\.name)).count == description.types.count else {
            throw refusal("it offers a job type twice")
        }
        for type in description.types {
            if let first = plugin(offering: type.name)?.plugin {
                throw refusal("the job type “\(type.name)” is already offered by \(first.identity.id) (\(first.file))")
            }
            for (name, schema) in [("payload_schema", type.payloadSchema), ("result_schema", type.resultSchema)] {
                guard let schema else { continue }
                do {
                    _ = try JSONSchema(Array(schema.utf8))
                } catch {
                    throw refusal("the \(name) of the job type “\(type.name)” cannot be used: \(error)")
                }
            }
        }
        let identity = PluginIdentity(
            id: description.id, version: description.version, sha256: generation.sha256)
        for type in description.types { pluginOfType[type.name] = plugins.count }
        plugins.append(
            LoadedPlugin(
                identity: identity, file: file, generationFile: generation.file, generationLock: generation.lock,
                types: description.types.map { $0.jobType(of: identity) }, description: description))
    }
}
