import JobModel
import JobStore

/// One call of each method of ``JobStore``, for what is true of all.
struct StoreCall: Sendable {
    let name: String
    let make: @Sendable (any JobStore) async throws -> Void

    static let all: [StoreCall] = reading + writing

    static let reading = [
        StoreCall(name: "job by key") { _ = try await $0.job(IdempotencyKey(text: "k", fingerprint: [])) },
        StoreCall(name: "job") { _ = try await $0.job(ids.next()) },
        StoreCall(name: "jobs") { _ = try await $0.jobs([ids.next()]) },
        StoreCall(name: "list") { _ = try await $0.list(JobQuery(limit: 10)) },
        StoreCall(name: "attempts") { _ = try await $0.attempts(of: ids.next()) },
        StoreCall(name: "deadLetterGroups") { _ = try await $0.deadLetterGroups(type: nil, errorCode: nil) },
        StoreCall(name: "position") { _ = try await $0.position() },
        StoreCall(name: "unfinished") { _ = try await $0.unfinished(after: nil, limit: 10) },
        StoreCall(name: "jobTypes") { _ = try await $0.jobTypes() },
    ]

    static let writing = [
        StoreCall(name: "insert") { _ = try await $0.insert(.echo()) },
        StoreCall(name: "insert with a key") {
            _ = try await $0.insert(.echo(key: IdempotencyKey(text: "k", fingerprint: [])))
        },
        StoreCall(name: "requestCancel") { _ = try await $0.requestCancel(ids.next()) },
        StoreCall(name: "cancel") { _ = try await $0.cancel(ids.next(), at: JobVersion(epoch: 0, version: 1)) },
        StoreCall(name: "replay") {
            _ = try await $0.replay([ids.next(): JobVersion(epoch: 0, version: 1)], discardCheckpoints: false)
        },
        StoreCall(name: "record") {
            _ = try await $0.record([JobTransitionBatch(sequence: 1, transitions: [])], epoch: 0)
        },
        StoreCall(name: "raiseEpoch") { _ = try await $0.raiseEpoch(from: -2, to: -1) },
        StoreCall(name: "claimLooks") { _ = try await $0.claimLooks(limit: 10) },
        StoreCall(name: "hastenLooks") { try await $0.hastenLooks([ids.next()]) },
        StoreCall(name: "strikeOff") { try await $0.strikeOff(looks: [ids.next(): .noon], epoch: 0) },
        StoreCall(name: "remember") {
            let plugin = PluginIdentity(id: "acme", version: "1", sha256: String(repeating: "a", count: 64))
            try await $0.remember(types: [JobType(name: "resize", plugin: plugin)])
        },
        StoreCall(name: "reap") { _ = try await $0.reap(finishedBefore: .noon, limit: 10) },
        StoreCall(name: "checkHealth") { try await $0.checkHealth() },
    ]
}

extension JobStoreError {
    static func isUnavailable(_ error: any Error) -> Bool {
        if case .unavailable? = error as? JobStoreError { true } else { false }
    }

    static func isRefused(_ error: any Error) -> Bool {
        if case .refused? = error as? JobStoreError { true } else { false }
    }
}
