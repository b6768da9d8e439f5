import JobModel
import Testing

@testable import API
@testable import JobQueue

/// What a server knows of job types and workers, from one reading of the registry to the next.
@Suite struct JobTypeSnapshotTests {
    private func type(_ name: String, version: String = "1", schema: String? = nil) -> JobType {
        JobType(name: name, plugin: PluginIdentity(id: "p", version: version, sha256: ""), payloadSchema: schema)
    }

    private func registry(_ types: [JobType], workers: [[String]] = [], waiting: [String: Int] = [:]) -> QueueRegistry {
        let entries = workers.enumerated().map { index, types in
            (
                WorkerID("w\(index)"),
                WorkerEntry(
                    host: "h", processID: 1, version: "1", types: types, slots: 1, freeSlots: 1,
                    startedAt: Timestamp(milliseconds: 0))
            )
        }
        return QueueRegistry(workers: Dictionary(uniqueKeysWithValues: entries), types: types, waiting: waiting)
    }

    @Test func whatIsNewOrChangedIsUnknown() {
        var snapshot = JobTypeSnapshot()
        #expect(snapshot.learn([type("a"), type("b")]).isEmpty)
        let next = registry([type("a"), type("b", version: "2"), type("c")])
        #expect(snapshot.unknown(next).map(\.name) == ["b", "c"])
    }

    @Test func workersAndWaitingAreCounted() {
        var snapshot = JobTypeSnapshot()
        _ = snapshot.learn([type("a"), type("b")])
        snapshot.count(registry([], workers: [["a"], ["a", "b"], ["c"]], waiting: ["a": 3]))
        #expect(snapshot.workers.count == 3)
        #expect(snapshot.types["a"]?.workers == 2 && snapshot.types["a"]?.waiting == 3)
        #expect(snapshot.types["b"]?.workers == 1 && snapshot.types["b"]?.waiting == 0)
    }

    @Test func aTypeThatChangesKeepsItsCounts() {
        var snapshot = JobTypeSnapshot()
        _ = snapshot.learn([type("a")])
        snapshot.count(registry([], workers: [["a"]], waiting: ["a": 3]))
        _ = snapshot.learn([type("a", version: "2")])
        #expect(snapshot.types["a"]?.workers == 1 && snapshot.types["a"]?.waiting == 3)
        #expect(snapshot.types["a"]?.type.plugin.version == "2")
    }

    @Test func withoutRedisNobodyIsKnownToLive() {
        var snapshot = JobTypeSnapshot()
        _ = snapshot.learn([type("a")])
        snapshot.count(registry([], workers: [["a"]], waiting: ["a": 3]))
        snapshot.forgetWorkers()
        #expect(snapshot.workers.isEmpty && snapshot.types["a"]?.workers == 0)
    }

    @Test func whatWasOfferedOnceIsRemembered() {
        var snapshot = JobTypeSnapshot()
        _ = snapshot.learn([type("a"), type("b")])
        #expect(snapshot.everOffered.isEmpty)
        snapshot.count(registry([], workers: [["a"]]))
        snapshot.forgetWorkers()
        #expect(snapshot.everOffered == ["a"])
        snapshot.count(registry([], workers: [["b"]]))
        #expect(snapshot.everOffered == ["a", "b"])
    }

    @Test func aSchemaOfANewerJobyardIsTold() {
        var snapshot = JobTypeSnapshot()
        let unusable = snapshot.learn([
            type("a", schema: #"{"type": "object"}"#), type("b", schema: #"{"newKeyword": 1}"#),
        ])
        #expect(unusable.keys.sorted() == ["b"])
        #expect(snapshot.types["a"]?.payloadSchema != nil)
        #expect(snapshot.types["b"]?.payloadSchema == nil)
    }
}
