import JobModel
import RedisClient

/// A connection to a Redis whose run_id and epoch were compared: what makes it safe to send scripts down it.
package struct QueueSession: Sendable {
    package let connection: RedisConnection
    package let epoch: Int
    let keys: QueueKeys
    let clock: RedisClock

    init(connection: RedisConnection, keys: QueueKeys, epoch: Int, redisTime: Timestamp) {
        self.connection = connection
        self.keys = keys
        self.epoch = epoch
        clock = RedisClock(redisTime)
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
        package var sealedRunID: String?
        package var layout: String?
        package var runID: String
        package var time: Timestamp

        /// Whether the process that was opened is the one that answers.
        package var isSealed: Bool { epoch != nil && sealedRunID == runID }
    }

    /// Joins a Redis that a server has opened. Throws ``QueueError/notOpen`` where none has, or where Redis was
    /// restarted.
    package static func join(_ connection: RedisConnection, keys: QueueKeys) async throws -> QueueSession {
        let meta = try await readMeta(connection, keys: keys)
        guard let epoch = meta.epoch, meta.isSealed else { throw QueueError.notOpen }
        return QueueSession(connection: connection, keys: keys, epoch: epoch, redisTime: meta.time)
    }

    package static func readMeta(_ connection: RedisConnection, keys: QueueKeys) async throws -> Meta {
        let answers = try await connection.send(pipeline: [
            RedisCommand("INFO", "server"),
            RedisCommand("HMGET", keys.meta, "epoch", "seq", "run_id", "layout"),
            RedisCommand("TIME"),
        ])
        let fields = try answers[1].array()
        let time = try answers[2].array()
        guard let runID = field("run_id", of: try answers[0].string()) else {
            throw QueueError.refused("INFO names no run_id")
        }
        return Meta(
            epoch: try fields[0].optionalString().flatMap { Int($0) },
            sequence: try fields[1].optionalString().flatMap { Int($0) } ?? 0,
            sealedRunID: try fields[2].optionalString(), layout: try fields[3].optionalString(), runID: runID,
            time: try Timestamp(redisTime: time.map { try $0.string() }))
    }

    static func field(_ name: String, of info: String) -> String? {
        for line in info.split(whereSeparator: \.isNewline) where line.hasPrefix(name + ":") {
            return String(line.dropFirst(name.count + 1))
        }
        return nil
    }
}
