import JobModel
import RedisClient

extension JobQueue {
    package func register(
        _ worker: WorkerID, entry: WorkerEntry, types: [JobType], session: QueueSession
    ) async throws(QueueError) {
        var arguments: [RedisArgument] = [.string(worker.text), .bytes(try entry.encoded())]
        for type in types { arguments += [.string(type.name), .bytes(try TypeEntry(type).encoded())] }
        _ = try await run(
            .register, keys: [keys.workers, keys.registry, keys.types], arguments: arguments, session: session)
    }

    /// Renews the worker and all its leases. nil: the worker is not listed any more.
    package func heartbeat(
        _ worker: WorkerID, entry: WorkerEntry, held: Int, listLeases: Bool, session: QueueSession, timeout: Duration
    ) async throws(QueueError) -> HeartbeatAnswer? {
        let answer = try await run(
            .heartbeat,
            keys: [keys.workers, keys.registry, keys.live, keys.leased(worker), keys.cancel(worker)],
            arguments: [
                .string(worker.text), .bytes(try entry.encoded()), .integer(held), .integer(listLeases ? 1 : 0),
                .string(keys.wake(worker)),
            ], session: session, timeout: timeout)
        return try QueueError.reading("the answer of heartbeat") {
            if try answer.isGone { return nil }
            let parts = try answer.array()
            let cancelled = try parts[1].array().compactMap { JobID(try $0.string()) }
            guard parts[2] != .null else { return HeartbeatAnswer(cancelled: cancelled, leases: nil) }
            let list = try parts[2].array().map { try $0.string() }
            let leases = stride(from: 0, to: list.count - 2, by: 3).compactMap { index in
                JobID(list[index]).map { id in
                    ListedLease(id: id, token: LeaseToken(list[index + 1]), type: list[index + 2])
                }
            }
            return HeartbeatAnswer(cancelled: cancelled, leases: leases)
        }
    }

    /// Takes at most `count` waiting jobs. `tokenPrefix` is fresh for every call and starts with `<worker>/`.
    /// nil: the worker is not listed, or its heartbeat is too old.
    package func lease(
        _ worker: WorkerID, requests: [LeaseRequest], count: Int, tokenPrefix: String, session: QueueSession
    ) async throws(QueueError) -> LeaseAnswer? {
        var arguments: [RedisArgument] = [
            .string(worker.text), .string(tokenPrefix), .integer(min(count, Self.maximumBatch)),
            .integer(Self.timeToLiveMilliseconds), .integer(Self.maximumUnrecorded),
        ]
        for request in requests {
            arguments += [
                .string(request.type), .integer(request.limit), .integer(request.cancelGraceMilliseconds),
            ]
        }
        let typeKeys = requests.flatMap { [keys.ready($0.type), keys.later($0.type), keys.waiting($0.type)] }
        let answer = try await run(
            .lease,
            keys: [keys.jobs, keys.live, keys.workers, keys.events, keys.leased(worker), keys.checkpoints] + typeKeys,
            arguments: arguments, session: session)
        return try QueueError.reading("the answer of lease") {
            if try answer.isGone { return nil }
            let parts = try answer.array()
            var found = LeaseAnswer(leases: [], more: try parts[1].integer() == 1, dropped: Int(try parts[2].integer()))
            let kept = try parts[3].array()
            var checkpoints: [String: [UInt8]] = [:]
            for index in stride(from: 0, to: kept.count - 1, by: 2) {
                checkpoints[try kept[index].string()] = try kept[index + 1].bytes()
            }
            for index in stride(from: 4, to: parts.count - 2, by: 3) {
                let live = try LiveText(parsing: try parts[index + 1].string())
                // What cannot be read stays leased: the heartbeat hands it back, and the log names it.
                let name = try parts[index].string()
                guard let id = JobID(name), let token = live.status.token,
                    let specification = try? SpecificationText.decode(
                        try parts[index + 2].bytes(), type: live.type, priority: live.priority)
                else {
                    found.dropped += 1
                    continue
                }
                found.leases.append(
                    Lease(
                        id: id, token: token, specification: specification, status: live.status,
                        checkpoint: checkpoints[name]))
            }
            return found
        }
    }

    /// Ends attempts of one worker id: that of the tokens, which may be an older one than the worker has now.
    package func finish(
        _ attempts: [FinishedAttempt], of worker: WorkerID, session: QueueSession
    ) async throws(QueueError) -> [FinishAnswer] {
        guard !attempts.isEmpty else { return [] }
        let types = Set(attempts.map(\.type)).sorted()
        let checkpoints: [RedisArgument] = attempts.flatMap { attempt in
            attempt.checkpoint.map { [.string(attempt.token.text), .bytes($0)] } ?? []
        }
        var arguments: [RedisArgument] = [
            .string(keys.wakePrefix), .integer(JobLifecycle.maximumCrashes), .integer(types.count),
            .integer(checkpoints.count / 2),
        ]
        arguments += types.map { .string($0) } + checkpoints
        for attempt in attempts {
            arguments += [
                .string(attempt.id.description), .string(attempt.token.text), .string(attempt.report.ending.rawValue),
                .integer(attempt.maximumRetries), .integer(attempt.retryDelayMilliseconds),
                .bytes(ReportText.encode(attempt.report)),
            ]
        }
        let typeKeys = types.flatMap { [keys.ready($0), keys.later($0), keys.waiting($0)] }
        let answer = try await run(
            .finish,
            keys: [keys.live, keys.events, keys.leased(worker), keys.cancel(worker), keys.checkpoints] + typeKeys,
            arguments: arguments, session: session)
        return try QueueError.reading("the answer of finish") {
            try answer.array().map { value in
                let text = try value.string()
                guard let finish = FinishAnswer(rawValue: text) else {
                    throw QueueError.malformed("the answer of finish", text)
                }
                return finish
            }
        }
    }

    /// Ends attempts, whichever worker ids their tokens name: one call for each.
    package func finish(_ attempts: [FinishedAttempt]) async -> [Result<FinishAnswer, any Error>] {
        var results = [Result<FinishAnswer, any Error>](
            repeating: .failure(QueueError.unavailable("not sent")), count: attempts.count)
        for (worker, indices) in Dictionary(grouping: attempts.indices, by: { attempts[$0].token.worker }) {
            do {
                let answers = try await finish(indices.map { attempts[$0] }, of: worker, session: session())
                for (index, answer) in zip(indices, answers) { results[index] = .success(answer) }
            } catch {
                for index in indices { results[index] = .failure(error) }
            }
        }
        return results
    }

    /// Notes the progress and the checkpoints of running jobs, at most ``maximumBatch`` and ``maximumBatchBytes`` of
    /// them; a job under another token is passed over.
    package func note(_ notes: [AttemptNote]) async throws(QueueError) {
        guard !notes.isEmpty else { return }
        let progress = notes.compactMap { note in note.progress.map { (note, Array(NoteText.encode($0).utf8)) } }
        let checkpoints = notes.compactMap { note in note.checkpoint.map { (note, $0) } }
        let arguments: [RedisArgument] = (progress + checkpoints).flatMap { note, bytes in
            [.string(note.id.description), .string(note.token.text), .bytes(bytes)]
        }
        _ = try await run(
            .note, keys: [keys.live, keys.notes, keys.checkpoints], arguments: [.integer(progress.count)] + arguments)
    }

    /// Takes the worker off the list, or, while it holds leases, out of those that wait for work. Answers how many leases it
    /// still holds; 0: it is gone.
    package func deregister(
        _ worker: WorkerID, entry: WorkerEntry, types: [String], session: QueueSession
    ) async throws(QueueError) -> Int {
        let answer = try await run(
            .deregister,
            keys: [keys.workers, keys.registry, keys.leased(worker), keys.cancel(worker)] + types.map(keys.waiting),
            arguments: [.string(worker.text), .bytes(try entry.encoded())], session: session,
            timeout: Self.pushTimeout)
        return try QueueError.reading("the answer of deregister") { Int(try answer.integer()) }
    }
}

extension RedisValue {
    fileprivate var isGone: Bool {
        get throws {
            if case .array = self { return false }
            let text = try string()
            guard text == "gone" else { throw QueueError.malformed("an answer", text) }
            return true
        }
    }
}
