import JobModel
import RedisClient

extension JobQueue {
    /// A push that is not answered within this time counts as unanswered, and the submission is: its row is committed.
    package static let pushTimeout = Duration.seconds(1)
    /// How long after its commit a push may take effect, in milliseconds.
    package static let pushWindowMilliseconds: Int64 = 10_000
    package static let pushWindow = Duration.milliseconds(pushWindowMilliseconds)

    /// Pushes jobs, in as many calls as their number and size need. Answers in their order.
    package func enqueue(_ pushes: [Push], session: QueueSession) async throws(QueueError) -> [PushAnswer] {
        do {
            return try await session.enqueue(pushes)
        } catch {
            if error.isOfTheConnection { drop(session) }
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
        return try QueueError.reading("the answer of look") {
            let columns = try answer.array()
            let live = try columns[0].array()
            let notes = try columns[1].array()
            var found: [JobID: LiveJob] = [:]
            for (index, id) in ids.enumerated() {
                // A value that is none of ours counts as absent: a push replaces it.
                guard let text = try live[index].optionalString(), let live = try? LiveText(parsing: text) else {
                    continue
                }
                found[id] = LiveJob(
                    status: live.status,
                    progress: try notes[index].optionalString().flatMap(NoteText.decode))
            }
            return found
        }
    }
}

extension QueueSession {
    /// See ``JobQueue/enqueue(_:session:)``; this one also serves a Redis that is being opened.
    package func enqueue(_ pushes: [Push]) async throws(QueueError) -> [PushAnswer] {
        var answers: [PushAnswer] = []
        var rest = pushes[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.batchCount(rest))
            rest = rest.dropFirst(batch.count)
            answers += try await enqueueBatch(batch)
        }
        return answers
    }

    /// How many of the first pushes fit into one call.
    private static func batchCount(_ pushes: ArraySlice<Push>) -> Int {
        var bytes = 0
        let fitting = pushes.prefix(JobQueue.maximumBatch).prefix { push in
            bytes += push.job.specification.payload.count + (push.job.checkpoint?.count ?? 0)
            return bytes <= JobQueue.maximumBatchBytes
        }
        return max(1, fitting.count)
    }

    private func enqueueBatch(_ pushes: ArraySlice<Push>) async throws(QueueError) -> [PushAnswer] {
        let types = Set(pushes.map(\.job.specification.type)).sorted()
        let checkpoints: [RedisArgument] = pushes.flatMap { push in
            push.job.checkpoint.map { [.string(push.job.id.description), .bytes($0)] } ?? []
        }
        var arguments: [RedisArgument] = [
            .string(keys.wakePrefix), .integer(JobQueue.maximumUnrecorded), .integer(types.count),
            .integer(checkpoints.count / 2),
        ]
        arguments += types.map { .string($0) } + checkpoints
        for push in pushes {
            arguments += [
                .string(push.job.id.description), .integer(Int(push.lastMoment.milliseconds)),
                .string(LiveText(push.job).text), .bytes(SpecificationText.encode(push.job.specification)),
            ]
        }
        let typeKeys = types.flatMap { [keys.ready($0), keys.later($0), keys.waiting($0)] }
        let answer = try await run(
            .enqueue, keys: [keys.jobs, keys.live, keys.buried, keys.events, keys.checkpoints] + typeKeys,
            arguments: arguments,
            timeout: JobQueue.pushTimeout)
        return try QueueError.reading("the answer of enqueue") {
            try answer.array().map { value in
                let text = try value.string()
                guard let push = PushAnswer(rawValue: text) else {
                    throw QueueError.malformed("the answer of enqueue", text)
                }
                return push
            }
        }
    }
}
