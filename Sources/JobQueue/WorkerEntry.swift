import Foundation
import JobModel

/// What a worker says of itself in the hash `registry`.
package struct WorkerEntry: Sendable, Hashable, Codable {
    package var host: String
    package var processID: Int32
    package var version: String
    /// The job types that it has loaded now.
    package var types: [String]
    package var slots: Int
    package var freeSlots: Int
    package var startedAtMilliseconds: Int64

    package init(
        host: String, processID: Int32, version: String, types: [String], slots: Int, freeSlots: Int,
        startedAt: Timestamp
    ) {
        self.host = host
        self.processID = processID
        self.version = version
        self.types = types
        self.slots = slots
        self.freeSlots = freeSlots
        startedAtMilliseconds = startedAt.milliseconds
    }

    enum CodingKeys: String, CodingKey {
        case host, version, types, slots
        case processID = "pid"
        case freeSlots = "free"
        case startedAtMilliseconds = "started_at"
    }
}

/// A job type in the hash `types`.
struct TypeEntry: Codable {
    var description: String?
    var plugin: String
    var pluginVersion: String
    var sha256: String
    var payloadSchema: String?
    var resultSchema: String?
    var maximumRetries: Int?
    var timeout: Int?
    var backoffBase: Int
    var backoffFactor: Double
    var backoffCap: Int
    var concurrency: Int?
    var cancelGrace: Int

    init(_ type: JobType) {
        description = type.description
        plugin = type.plugin.id
        pluginVersion = type.plugin.version
        sha256 = type.plugin.sha256
        payloadSchema = type.payloadSchema
        resultSchema = type.resultSchema
        maximumRetries = type.maximumRetries
        timeout = type.timeoutMilliseconds
        backoffBase = type.retryPolicy.baseMilliseconds
        backoffFactor = type.retryPolicy.factor
        backoffCap = type.retryPolicy.capMilliseconds
        concurrency = type.concurrency
        cancelGrace = type.cancelGraceMilliseconds
    }

    func jobType(named name: String) -> JobType {
        JobType(
            name: name, description: description,
            plugin: PluginIdentity(id: plugin, version: pluginVersion, sha256: sha256), payloadSchema: payloadSchema,
            resultSchema: resultSchema, maximumRetries: maximumRetries, timeoutMilliseconds: timeout,
            retryPolicy: RetryPolicy(
                baseMilliseconds: backoffBase, factor: backoffFactor, capMilliseconds: backoffCap),
            concurrency: concurrency, cancelGraceMilliseconds: cancelGrace)
    }
}

extension Encodable {
    func encoded() throws(QueueError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(self))
        } catch {
            throw .malformed("registry entry", "\(error)")
        }
    }
}

extension Decodable {
    static func decoded(_ bytes: [UInt8]) throws(QueueError) -> Self {
        do {
            return try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch {
            throw .malformed("registry entry", String(decoding: bytes.prefix(200), as: UTF8.self))
        }
    }
}
