import JobModel
import RedisClient

/// A connection to a Redis whose run_id and epoch were compared: what makes it safe to send scripts down it.
package struct QueueSession: Sendable {
    package let connection: RedisConnection
    package let epoch: Int
    let keys: QueueKeys
    let clock: RedisClock

    init(
        connection: RedisConnection, keys: QueueKeys, epoch: Int, redisTime: Timestamp,
        readAt moment: ContinuousClock.Instant = .now
    ) {
        self.connection = connection
        self.keys = keys
        self.epoch = epoch
        clock = RedisClock(redisTime, readAt: moment)
    }

    /// What Redis TIME is now, near enough for the last moment of a push.
    package var now: Timestamp { clock.now }

    /// Runs a script in this epoch.
    func run(
        _ script: RedisScript, keys scriptKeys: [String], arguments: [RedisArgument], timeout: Duration? = nil
    ) async throws(QueueError) -> RedisValue {
        do {
            return try await connection.run(
                script, keys: [keys.meta] + scriptKeys, arguments: [.integer(epoch)] + arguments, timeout: timeout)
        } catch {
            throw QueueError(error)
        }
    }
}

extension QueueSession {
    /// What `meta` says, beside what the server says of itself.
    package struct Meta: Sendable, Hashable {
        package var epoch: Int?
        package var sequence: Int
        /// Entries of the events stream.
        package var heldEntries: Int
        package var sealedRunID: String?
        package var runID: String
        package var time: Timestamp
        package var readAt: ContinuousClock.Instant

        /// Whether the process that was opened is the one that answers.
        package var isSealed: Bool { epoch != nil && sealedRunID == runID }
        /// Entries up to this one are gone from the stream: they leave it when they are recorded.
        package var trimmedThrough: Int { sequence - heldEntries }
    }

    /// Joins a Redis that a server has opened. Throws ``QueueError/notOpen`` where none has, or where Redis was
    /// restarted; ``QueueError/unsupported(_:)``.
    package static func join(_ connection: RedisConnection, keys: QueueKeys) async throws -> QueueSession {
        let meta = try await readMeta(connection, keys: keys)
        guard let epoch = meta.epoch, meta.isSealed else { throw QueueError.notOpen }
        return QueueSession(connection: connection, keys: keys, epoch: epoch, redisTime: meta.time, readAt: meta.readAt)
    }

    /// Throws ``QueueError/unsupported(_:)`` where jobs would not be safe.
    package static func readMeta(_ connection: RedisConnection, keys: QueueKeys) async throws -> Meta {
        let asked = ContinuousClock.now
        let answers = try await connection.send(pipeline: [
            RedisCommand("INFO", "server"), RedisCommand("INFO", "memory"),
            RedisCommand("HMGET", keys.meta, "epoch", "seq", "run_id", "layout"),
            RedisCommand("TIME"), RedisCommand("INFO", "replication"),
            // After seq: what comes in between makes `trimmedThrough` smaller than it is, never larger.
            RedisCommand("XLEN", .string(keys.events)),
        ])
        let server = try answers[0].string()
        if case .error(let error) = answers[2], error.code == "WRONGTYPE" {
            throw QueueError.unsupported("its key \(keys.meta) is none of Jobyard's: give it a REDIS_DB of its own")
        }
        let fields = try answers[2].array()
        let layout = try fields[3].optionalString()
        try RedisRequirements.check(server: server, memory: try answers[1].string(), layout: layout)
        guard field("role", of: try answers[4].string()) != "slave" else { throw QueueError.replica }
        let epoch = try fields[0].optionalString().flatMap { Int($0) }
        guard epoch ?? 0 < mostEpoch else {
            throw QueueError.unsupported("the epoch \(epoch ?? 0) is none of Jobyard's")
        }
        let time = try answers[3].array()
        guard let runID = field("run_id", of: server) else {
            throw QueueError.unsupported("INFO names no run_id")
        }
        return Meta(
            epoch: epoch,
            sequence: try fields[1].optionalString().flatMap { Int($0) } ?? 0,
            heldEntries: Int(try answers[5].integer()),
            sealedRunID: try fields[2].optionalString(), runID: runID,
            time: try Timestamp(redisTime: time.map { try $0.string() }), readAt: asked)
    }

    /// Lua's numbers are doubles.
    private static let mostEpoch = 1 << 53

    static func field(_ name: String, of info: String) -> String? {
        for line in info.split(whereSeparator: \.isNewline) where line.hasPrefix(name + ":") {
            return String(line.dropFirst(name.count + 1))
        }
        return nil
    }
}
