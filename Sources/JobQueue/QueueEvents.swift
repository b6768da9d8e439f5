import JobModel
import RedisClient

/// The events stream of one opened Redis, read over a connection of its own: reading blocks it. For one reader at a
/// time.
package struct QueueEvents: Sendable {
    private let connection: RedisConnection
    private let keys: QueueKeys

    init(_ connection: RedisConnection, keys: QueueKeys) {
        self.connection = connection
        self.keys = keys
    }

    /// Reads entries behind `sequence`, at most `limit`, waiting for the first up to `wait`. None: the time is over.
    package func next(
        after sequence: Int, limit: Int, wait: Duration
    ) async throws(QueueError) -> [JobTransitionBatch] {
        // Zero would be for ever.
        let milliseconds = max(1, Int(wait / .milliseconds(1)))
        do {
            let answer = try await connection.send(
                RedisCommand(
                    "XREAD", "COUNT", .integer(limit), "BLOCK", .integer(milliseconds), "STREAMS", .string(keys.events),
                    .string("\(sequence)-0")),
                timeout: wait + .seconds(5))
            // One stream was asked for: a list of one pair, its name and its entries. null: none came.
            guard answer != .null, let entries = try answer.array().first?.array().last else { return [] }
            return try entries.array().map(JobTransitionBatch.init(entry:))
        } catch {
            throw QueueError(error)
        }
    }

    /// May be called any number of times, in a cancelled task too.
    package func close() async { await connection.close() }
}

extension JobQueue {
    /// Opens the events of the session's Redis. Throws ``QueueError/otherEpoch`` where that has been opened anew.
    package func events(of session: QueueSession) async throws(QueueError) -> QueueEvents {
        do {
            let connection = try await connector.connectAnother()
            guard try await QueueSession.join(connection, keys: keys).epoch == session.epoch else {
                await connection.close()
                throw QueueError.otherEpoch
            }
            return QueueEvents(connection, keys: keys)
        } catch {
            throw QueueError(error)
        }
    }
}

extension JobTransitionBatch {
    /// Of an entry of the stream: its id, and for each transition a field named by the job.
    init(entry: RedisValue) throws {
        let parts = try entry.array()
        guard parts.count == 2 else { throw QueueError.malformed("an entry", "\(parts.count) parts") }
        let name = try parts[0].string()
        let fields = try parts[1].array()
        guard let sequence = Int(name.prefix { $0 != "-" }) else { throw QueueError.malformed("an entry id", name) }
        self.init(sequence: sequence, transitions: [])
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            let name = try fields[index].string()
            let bytes = try fields[index + 1].bytes()
            if let id = JobID(name), let transition = JobTransition(of: id, field: bytes) {
                transitions.append(transition)
            } else if let last = transitions.indices.last, name == "\(transitions[last].id)/checkpoint" {
                transitions[last].checkpoint = bytes
            } else {
                // It must not stop all that follow it.
                unreadable.append(name)
            }
        }
    }
}

extension JobTransition {
    /// Of a field of a stream entry: the `live` value, and where a worker ended the attempt, a line break and its
    /// report.
    init?(of id: JobID, field bytes: [UInt8]) {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        let text = String(decoding: bytes[..<(end ?? bytes.endIndex)], as: UTF8.self)
        guard let live = try? LiveText(parsing: text) else { return nil }
        let report = end.map { end in
            (try? ReportText.decode(bytes[(end + 1)...]))
                ?? AttemptReport(
                    ending: .failed,
                    failure: JobFailure(code: "unreadable_report", message: "the worker's report could not be read"))
        }
        self.init(id: id, status: live.status, report: report)
    }
}
