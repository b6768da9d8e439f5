import Logging

/// A few connections, each with a thread of its own. Who finds none free waits in line, but not while PostgreSQL is away:
/// then all are refused at once, and one at a time tries again.
actor PostgresPool {
    /// What shows something may wait for what keeps it, so one connection is left to that where there are several.
    enum Purpose: Sendable { case showing, keeping }

    private struct Waiter {
        let purpose: Purpose
        let since = ContinuousClock.now
        let turn: CheckedContinuation<Result<PostgresSession, PostgresFailure>, Never>
    }

    /// For the log: `the database`.
    private let name: String
    private let sessions: [PostgresSession]
    private let logger: Logger
    /// The one that was used last is taken first.
    private var free: [PostgresSession]
    private var showing = 0
    private var waiting: [Waiter] = []
    private var reachability = PostgresReachability()
    /// Raised when a connection fell silent: the others may lead to the same nowhere.
    private var generation = 0
    private var isClosed = false

    private static let maximumWaiting = 4096
    private static let maximumRepetitions = 2
    /// Behind a database that is slow.
    private static let longestWait = Duration.seconds(15)
    private static let closed = PostgresFailure.unreachable(reason: "it was closed")

    init(
        of name: String, size: Int, logger: Logger,
        connect: @escaping @Sendable () throws(PostgresFailure) -> PostgresConnection
    ) {
        self.name = name
        self.logger = logger
        sessions = (0..<max(1, size)).map { _ in PostgresSession(connect: connect) }
        free = sessions.reversed()
    }

    /// Does it on a connection of its own. What is known to have left no trace is tried again: a connection that was lost on
    /// the way, a conflict of two transactions.
    func run<Value: Sendable>(
        _ purpose: Purpose, _ work: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws(PostgresFailure) -> Value {
        var repetitions = 0
        while true {
            let session = try await checkOut(purpose).get()
            let generation = generation
            let outcome = await session.perform(generation: generation, work)
            checkIn(session, purpose, outcome, of: generation)
            switch outcome {
            case .success(let value): return value
            case .failure(let failure):
                guard failure.isWorthRepeating, repetitions < Self.maximumRepetitions else { throw failure }
                repetitions += 1
            }
        }
    }

    /// Ends what is under way, and refuses everything from now on.
    func close() async {
        isClosed = true
        refuseWaiting(Self.closed)
        for session in sessions { await session.close() }
    }

    // MARK: The line

    private func checkOut(_ purpose: Purpose) async -> Result<PostgresSession, PostgresFailure> {
        guard !isClosed else { return .failure(Self.closed) }
        if let reason = reachability.ask(now: .now) { return .failure(.record(reason)) }
        // Who waits already cannot take what is free: it is left to what keeps.
        if let session = take(purpose) { return .success(session) }
        guard waiting.count < Self.maximumWaiting else {
            reachability.gaveUp()
            return .failure(.record(.overloaded))
        }
        return await withCheckedContinuation { waiting.append(Waiter(purpose: purpose, turn: $0)) }
    }

    private func take(_ purpose: Purpose) -> PostgresSession? {
        guard canTake(purpose), let session = free.popLast() else { return nil }
        if purpose == .showing { showing += 1 }
        return session
    }

    private func checkIn<Value>(
        _ session: PostgresSession, _ purpose: Purpose, _ outcome: Result<Value, PostgresFailure>,
        of generation: Int
    ) {
        if purpose == .showing { showing -= 1 }
        free.append(session)
        switch outcome {
        case .failure(let failure): learn(failure, of: generation)
        case .success: hasAnswered()
        }
        let overdue = waiting.prefix { $0.since + Self.longestWait < .now }
        waiting.removeFirst(overdue.count)
        for waiter in overdue { waiter.turn.resume(returning: .failure(.record(.overloaded))) }
        while let index = waiting.indices.first(where: { canTake(waiting[$0].purpose) }),
            let session = take(waiting[index].purpose)
        {
            waiting.remove(at: index).turn.resume(returning: .success(session))
        }
    }

    private func canTake(_ purpose: Purpose) -> Bool {
        !free.isEmpty && (purpose == .keeping || showing < max(1, sessions.count - 1))
    }

    private func refuseWaiting(_ failure: PostgresFailure) {
        for waiter in waiting { waiter.turn.resume(returning: .failure(failure)) }
        waiting = []
    }

    // MARK: Away and back

    private func learn(_ failure: PostgresFailure, of generation: Int) {
        switch failure {
        // Of connections that fell silent together the first says all.
        case .silent where generation != self.generation: break
        case .silent:
            self.generation += 1
            hasFailed(failure)
        case .unreachable, .unusable: hasFailed(failure)
        // It may be had anew, or not.
        case .lost: reachability.gaveUp()
        case .refused, .record: hasAnswered()
        }
    }

    private func hasAnswered() {
        if reachability.succeeded() { logger.info("\(name) is back") }
    }

    private func hasFailed(_ failure: PostgresFailure) {
        let reason = JobStoreError(failure)
        let isNew = reachability.failed(reason, now: .now, jitter: .random(in: 0...1))
        refuseWaiting(.record(reason))
        guard isNew, !isClosed else { return }
        logger.warning("\(name) is away; connecting is tried again and again", metadata: ["error": "\(reason)"])
    }
}
