import JobModel
import RedisClient

extension JobQueue {
    /// A push that is not answered within this time counts as unanswered, and the submission is: its row is committed.
    package static let pushTimeout = Duration.seconds(1)
    /// How long after its commit a push may take effect, in milliseconds.
    package static let pushWindowMilliseconds: Int64 = 10_000

    /// Pushes at most ``maximumBatch`` jobs. Answers in their order.
    package func enqueue(_ pushes: [Push], session: QueueSession) async throws(QueueError) -> [PushAnswer] {
        do {
            return try await session.enqueue(pushes)
        } catch {
            if error == .otherEpoch { drop(session) }
            throw error
        }
    }

    /// What Redis knows of these jobs; those that are not there are left out.
    package func look(
        _ ids: [JobID], session: QueueSession? = nil, timeout: Duration? = nil
    ) async throws(QueueError) -> [JobID: LiveJob] {
        guard !ids.isEmpty else { return [:] }
        let answer = try await run(
            .look, keys: [keys.live, keys.notes], arguments: ids.map { .string($0.description) }, session: session,
            timeout: timeout)
        return try RedisScript.look.read {
            let columns = try answer.array()
            let live = try columns[0].array()
            let notes = try columns[1].array()
            var found: [JobID: LiveJob] = [:]
            for (index, id) in ids.enumerated() {
                guard let text = try live[index].optionalString() else { continue }
                found[id] = LiveJob(
                    status: try LiveText(parsing: text).status,
                    progress: try notes[index].optionalString().flatMap(NoteText.decode))
            }
            return found
        }
    }
}

extension QueueSession {
    /// See ``JobQueue/enqueue(_:session:)``; this one also serves a Redis that is being opened.
    package func enqueue(_ pushes: [Push]) async throws(QueueError) -> [PushAnswer] {
        guard !pushes.isEmpty else { return [] }
        let types = Set(pushes.map(\.job.specification.type)).sorted()
        var arguments: [RedisArgument] = [
            .string(keys.wakePrefix), .integer(JobQueue.maximumUnrecorded), .integer(types.count),
        ]
        arguments += types.map { .string($0) }
        for push in pushes {
            arguments += [
                .string(push.job.id.description), .integer(Int(push.lastMoment.milliseconds)),
                .string(LiveText(push.job).text), .bytes(SpecificationText.encode(push.job.specification)),
            ]
        }
        let typeKeys = types.flatMap { [keys.ready($0), keys.later($0), keys.waiting($0)] }
        let answer = try await run(
            .enqueue, keys: [keys.jobs, keys.live, keys.buried, keys.events] + typeKeys, arguments: arguments,
            timeout: JobQueue.pushTimeout)
        return try RedisScript.enqueue.read {
            try answer.array().map { value in
                let text = try value.string()
                guard let push = PushAnswer(rawValue: text) else {
                    throw QueueError.malformed("answer of enqueue", text)
                }
                return push
            }
        }
    }
}
