import JobModel
import RedisClient

extension JobQueue {
    /// Reads transitions behind `sequence`, at most `limit` entries, waiting for the first up to `wait`.
    ///
    /// Blocks the connection, so it is given one of its own: never that of the scripts.
    package static func readEvents(
        _ connection: RedisConnection, keys: QueueKeys, after sequence: Int, limit: Int, wait: Duration
    ) async throws(QueueError) -> [JobTransitionBatch] {
        let milliseconds = Int(wait.components.seconds) * 1000
        do {
            let answer = try await connection.send(
                RedisCommand(
                    "XREAD", "COUNT", .integer(limit), "BLOCK", .integer(milliseconds), "STREAMS", .string(keys.events),
                    .string("\(sequence)-0")),
                timeout: wait + .seconds(5))
            guard answer != .null else { return [] }
            return try answer.array()[0].array()[1].array().map(decode)
        } catch {
            throw QueueError(error)
        }
    }

    private static func decode(_ entry: RedisValue) throws -> JobTransitionBatch {
        let parts = try entry.array()
        let name = try parts[0].string()
        let fields = try parts[1].array()
        guard let sequence = Int(name.prefix { $0 != "-" }) else { throw QueueError.malformed("entry id", name) }
        var transitions: [JobTransition] = []
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            let name = try fields[index].string()
            let bytes = try fields[index + 1].bytes()
            // One that cannot be read must not stop all that follow it.
            if let id = JobID(name), let transition = transition(of: id, bytes) {
                transitions.append(transition)
            } else if let last = transitions.indices.last, name == "\(transitions[last].id)/checkpoint" {
                transitions[last].checkpoint = bytes
            }
        }
        return JobTransitionBatch(sequence: sequence, transitions: transitions)
    }

    static func transition(of id: JobID, _ bytes: [UInt8]) -> JobTransition? {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        let text = String(decoding: bytes[..<(end ?? bytes.endIndex)], as: UTF8.self)
        guard let live = try? LiveText(parsing: text) else { return nil }
        let report = end.map { end in
            (try? ReportText.decode(bytes[(end + 1)...]))
                ?? AttemptReport(
                    ending: .failed,
                    failure: JobFailure(code: "unreadable_report", message: "the worker's report could not be read"))
        }
        return JobTransition(id: id, status: live.status, report: report)
    }

    /// Lets go of recorded final jobs, and trims the stream up to the recorded sequence.
    package func forget(
        _ jobs: [JobID: JobVersion], recorded sequence: Int, session: QueueSession
    ) async throws(QueueError) {
        var rest = jobs.map { ($0, $1) }[...]
        repeat {
            let batch = rest.prefix(Self.maximumBatch)
            rest = rest.dropFirst(batch.count)
            // Trimmed only with the last batch: until then a crash leaves the entries to be passed over again.
            var arguments: [RedisArgument] = [.integer(rest.isEmpty ? sequence : 0)]
            for (id, version) in batch {
                arguments += [.string(id.description), .integer(version.epoch), .integer(version.version)]
            }
            _ = try await run(
                .forget, keys: [keys.jobs, keys.live, keys.notes, keys.events, keys.checkpoints], arguments: arguments,
                session: session)
        } while !rest.isEmpty
    }
}
