import JobModel
import RedisClient

extension JobQueue {
    /// Cancels jobs: what waits is taken out, what runs is flagged. Answers in their order; at most ``maximumBatch``.
    package func cancel(
        _ requests: [CancelRequest], session: QueueSession
    ) async throws(QueueError) -> [CancelAnswer] {
        try await settle(requests, session: session) {
            (requests, places) async throws(QueueError) in
            try await run(
                .cancel, keys: [keys.live, keys.buried, keys.events] + places.keys,
                arguments: places.arguments(requests),
                session: session, timeout: Self.pushTimeout)
        }
    }

    /// Buries jobs whose rows were cancelled, for Redis did not have them; the versions are those of the cancelled rows.
    /// Never answers ``CancelAnswer/absent`` or ``CancelAnswer/final``.
    package func bury(
        _ requests: [CancelRequest], session: QueueSession
    ) async throws(QueueError) -> [CancelAnswer] {
        try await settle(requests, session: session) {
            (requests, places) async throws(QueueError) in
            try await run(
                .bury,
                keys: [keys.jobs, keys.live, keys.buried, keys.events, keys.checkpoints, keys.notes] + places.keys,
                arguments: places.arguments(requests), session: session, timeout: Self.pushTimeout)
        }
    }

    private static let moved = "moved"
    private static let rounds = 5

    /// Runs a script that must be given the keys of the workers which hold the jobs. Where a job has moved on to another
    /// worker meanwhile, once more for that job.
    private func settle(
        _ requests: [CancelRequest], session: QueueSession,
        _ script: ([CancelRequest], CancelPlaces) async throws(QueueError) -> RedisValue
    ) async throws(QueueError) -> [CancelAnswer] {
        var answers: [JobID: CancelAnswer] = [:]
        for _ in 0..<Self.rounds {
            let open = requests.filter { answers[$0.id] == nil }
            guard !open.isEmpty else { break }
            let live = try await look(open.map(\.id), session: session, timeout: Self.pushTimeout)
            let workers = Set(live.values.filter { $0.status.state == .running }.compactMap { $0.status.token?.worker })
            let answer = try await script(
                open, CancelPlaces(queueKeys: keys, types: Set(open.map(\.type)), workers: workers))
            let texts = try QueueError.reading("the answer of a cancel") { try answer.array().map { try $0.string() } }
            for (request, text) in zip(open, texts) where text != Self.moved {
                guard let answer = CancelAnswer(rawValue: text) else {
                    throw .malformed("the answer of a cancel", text)
                }
                answers[request.id] = answer
            }
        }
        let found = requests.compactMap { answers[$0.id] }
        guard found.count == requests.count else {
            throw .unavailable("a job that is to be cancelled went from worker to worker")
        }
        return found
    }
}

/// The keys and the arguments by which a cancel finds the places of jobs.
private struct CancelPlaces {
    let queueKeys: QueueKeys
    let types: [String]
    let workers: [WorkerID]

    init(queueKeys: QueueKeys, types: Set<String>, workers: Set<WorkerID>) {
        self.queueKeys = queueKeys
        self.types = types.sorted()
        self.workers = workers.sorted { $0.text < $1.text }
    }

    var keys: [String] {
        types.flatMap { [queueKeys.ready($0), queueKeys.later($0)] } + workers.map(queueKeys.cancel)
    }

    func arguments(_ requests: [CancelRequest]) -> [RedisArgument] {
        var arguments: [RedisArgument] = [
            .string(queueKeys.wakePrefix), .integer(types.count), .integer(workers.count),
        ]
        arguments += types.map { .string($0) } + workers.map { .string($0.text) }
        for request in requests {
            arguments += [
                .string(request.id.description), .integer(request.version.epoch), .integer(request.version.version),
            ]
        }
        return arguments
    }
}
