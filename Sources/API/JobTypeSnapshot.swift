import JSONSchema
import JobModel
import JobQueue

/// What the catalog knows at one moment: a value.
struct JobTypeSnapshot: Sendable {
    private(set) var types: [String: KnownJobType] = [:]
    private(set) var workers: [WorkerID: WorkerEntry] = [:]
    /// What a live worker offered at any moment since this process began.
    private(set) var everOffered: Set<String> = []
    private(set) var unrecordedEntries = 0

    /// Those of a registry that are new here, or changed.
    func unknown(_ registry: QueueRegistry) -> [JobType] { registry.types.filter { types[$0.name]?.type != $0 } }

    /// - Returns: the schemas that cannot be used, by type. Their workers compiled them before they advertised: they are of
    ///   a newer Jobyard, and payloads of these types go unchecked.
    mutating func learn(_ types: [JobType]) -> [String: JSONSchemaError] {
        var unusable: [String: JSONSchemaError] = [:]
        for type in types {
            var schema: JSONSchema?
            do {
                schema = try type.payloadSchema.map { text throws(JSONSchemaError) in try JSONSchema(Array(text.utf8)) }
            } catch {
                unusable[type.name] = error
            }
            let known = self.types[type.name]
            self.types[type.name] = KnownJobType(
                type: type, payloadSchema: schema, workers: known?.workers ?? 0, waiting: known?.waiting ?? 0)
        }
        return unusable
    }

    mutating func count(_ registry: QueueRegistry) {
        workers = registry.workers
        unrecordedEntries = registry.unrecordedEntries
        for worker in workers.values { everOffered.formUnion(worker.types) }
        for name in types.keys {
            types[name]?.workers = registry.workers.values.count { $0.types.contains(name) }
            types[name]?.waiting = registry.waiting[name] ?? 0
        }
    }

    /// Nobody knows who lives.
    mutating func forgetWorkers() {
        workers = [:]
        for name in types.keys { types[name]?.workers = 0 }
    }
}
