import JobModel

/// What a worker says of itself in the hash `registry`.
package struct WorkerEntry: Sendable, Hashable, RegistryValue {
    package var host: String
    package var processID: Int32
    package var version: String
    /// The job types that it has loaded now.
    package var types: [String]
    package var slots: Int
    package var freeSlots: Int
    package var startedAtMilliseconds: Int64
    /// It takes nothing more, and will be gone when its running jobs have ended.
    package var isDraining: Bool
    /// Of every plugin file that it has read: at most ``maximumPlugins``, each with at most ``maximumJobTypes`` (a
    /// refused file serves none) and its reason cut to ``maximumReasonBytes``, for each heartbeat carries them.
    package private(set) var plugins: [PluginReport]

    package static let maximumPlugins = 200
    package static let maximumJobTypes = 32
    package static let maximumReasonBytes = 1 << 10

    package init(
        host: String, processID: Int32, version: String, types: [String], slots: Int, freeSlots: Int,
        startedAt: Timestamp, isDraining: Bool = false, plugins: [PluginReport] = []
    ) {
        self.host = host
        self.processID = processID
        self.version = version
        self.types = types
        self.slots = slots
        self.freeSlots = freeSlots
        startedAtMilliseconds = startedAt.milliseconds
        self.isDraining = isDraining
        self.plugins = plugins.prefix(Self.maximumPlugins).map { report in
            var report = report
            report.jobTypes = report.state == .refused ? [] : Array(report.jobTypes.prefix(Self.maximumJobTypes))
            report.reason = report.reason?.cut(toBytes: Self.maximumReasonBytes)
            return report
        }
    }

    /// Plugins that cannot be read, for a worker of another version wrote them, count as none.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        host = try values.decode(String.self, forKey: .host)
        processID = try values.decode(Int32.self, forKey: .processID)
        version = try values.decode(String.self, forKey: .version)
        types = try values.decode([String].self, forKey: .types)
        slots = try values.decode(Int.self, forKey: .slots)
        freeSlots = try values.decode(Int.self, forKey: .freeSlots)
        startedAtMilliseconds = try values.decode(Int64.self, forKey: .startedAtMilliseconds)
        isDraining = (try? values.decodeIfPresent(Bool.self, forKey: .isDraining)) ?? false
        plugins = (try? values.decodeIfPresent([PluginReport].self, forKey: .plugins)) ?? []
    }

    enum CodingKeys: String, CodingKey {
        case host, version, types, slots, plugins
        case processID = "pid"
        case freeSlots = "free"
        case startedAtMilliseconds = "started_at"
        case isDraining = "draining"
    }
}
