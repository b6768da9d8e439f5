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
