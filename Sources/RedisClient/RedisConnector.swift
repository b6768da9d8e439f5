import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Keeps one prepared connection to a Redis alive while ``run()`` runs: connects, has the caller prepare it, publishes
/// it, and makes the next when it closes, with backoff (50 ms … 2 s) and jitter.
///
/// Nothing but the preparation is sent down a connection before it is published.
package final class RedisConnector<Session: Sendable>: Sendable {
    /// The caller's handshake. A connection whose preparation throws is closed, and tried anew.
    package typealias Prepare = @Sendable (RedisConnection) async throws -> Session

    /// A connection that may be used, and what its preparation found.
    package struct Current: Sendable {
        package let connection: RedisConnection
        package let session: Session
    }

    private typealias Waiter = CheckedContinuation<Result<Current, RedisError>, Never>

    private struct State {
        var connector = ConnectorState<Current>()
        var waiters: [UInt64: Waiter] = [:]
        var lastID: UInt64 = 0
    }

    private let configuration: RedisConfiguration
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger
    private let backoff = Backoff()
    private let prepare: Prepare
    private let state = Mutex(State())

    package init(
        configuration: RedisConfiguration,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger,
        prepare: @escaping Prepare
    ) {
        self.configuration = configuration
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        self.prepare = prepare
    }

    // MARK: For callers

    /// The connection of now, without waiting. Throws ``RedisError/unavailable(_:)`` while there is none.
    package func current() throws(RedisError) -> Current {
        try state.withLock { Self.usable($0) }.get()
    }

    /// Waits for a connection, at most so long. Throws ``RedisError/unavailable(_:)`` or ``RedisError/cancelled``.
    package func waitForCurrent(timeout: Duration) async throws(RedisError) -> Current {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                enqueue(waiter, id: id)
                eventLoopGroup.next().scheduleTask(in: TimeAmount(timeout)) { [weak self] in self?.giveUp(id) }
                // Cancelled before the waiter was there to be cancelled.
                if Task.isCancelled { giveUp(id, .cancelled) }
            }
        } onCancel: {
            giveUp(id, .cancelled)
        }
        return try result.get()
    }

    /// Gives up a connection that the caller found unusable; the next is made. Another than the current one is only
    /// closed.
    package func drop(_ connection: RedisConnection) {
        connection.closeSoon()
    }

    /// One connection more to the same Redis, for a caller that blocks it. It is not prepared, and not replaced when it
    /// closes.
    package func connectAnother() async throws(RedisError) -> RedisConnection {
        try await .connect(configuration, eventLoopGroup: eventLoopGroup, logger: logger)
    }

    /// Listens to what is published, on a connection of its own to the same Redis.
    package func subscribe(to channels: [String]) async throws(RedisError) -> RedisSubscription {
        try await RedisSubscription.connect(
            configuration, channels: channels, eventLoopGroup: eventLoopGroup, logger: logger)
    }

    // MARK: The loop

    /// Keeps the connection until the task is cancelled, then closes it; an attempt to connect that is under way then
    /// is waited for, at most the connect timeout. To be called once at a time.
    package func run() async {
        _ = handle(.started)
        while !Task.isCancelled {
            let end = await keepOne()
            if Task.isCancelled { break }
            let failures = handle(end).retryAfterFailures ?? 0
            try? await Task.sleep(for: backoff.delay(afterFailures: failures, random: .random(in: 0...1)))
        }
        _ = handle(.stopped)
    }

    /// One connection, from its making to its end.
    private func keepOne() async -> ConnectorState<Current>.Event {
        let connection: RedisConnection
        do throws(RedisError) {
            connection = try await .connect(configuration, eventLoopGroup: eventLoopGroup, logger: logger)
        } catch {
            return .failed("\(error)")
        }
        do {
            let session = try await prepare(connection)
            _ = handle(.prepared(Current(connection: connection, session: session)))
        } catch {
            await connection.close()
            return .failed("\(error)")
        }
        await connection.waitUntilClosed()
        await connection.close()
        return .lost(connection.closeReason?.description ?? "closed")
    }

    private func handle(_ event: ConnectorState<Current>.Event) -> ConnectorState<Current>.Reaction {
        let (reaction, waiters) = state.withLock { state in
            let reaction = state.connector.handle(event)
            return (reaction, Self.takeAnswered(&state, event))
        }
        for (waiter, result) in waiters { waiter.resume(returning: result) }
        report(reaction.notice)
        return reaction
    }

    private func report(_ notice: ConnectorState<Current>.Notice?) {
        let address: Logger.Metadata = ["address": "\(configuration.address)"]
        switch notice {
        case nil: break
        case .connected: logger.info("connected to Redis", metadata: address)
        case .failing(let reason):
            logger.warning(
                "no connection to Redis; trying on",
                metadata: address.merging(["reason": "\(reason)"]) { $1 })
        case .lost(let reason):
            logger.warning(
                "lost the connection to Redis; connecting again",
                metadata: address.merging(["reason": "\(reason)"]) { $1 })
        }
    }

    // MARK: Waiters

    private static func usable(_ state: State) -> Result<Current, RedisError> {
        guard let current = state.connector.current else {
            return .failure(.unavailable(state.connector.unavailableReason))
        }
        // The loop learns of its end a moment later.
        if let reason = current.connection.closeReason { return .failure(.unavailable("\(reason)")) }
        return .success(current)
    }

    private func enqueue(_ waiter: Waiter, id: UInt64) {
        let answer: Result<Current, RedisError>? = state.withLock { state in
            if case .success(let current) = Self.usable(state) { return .success(current) }
            state.waiters[id] = waiter
            return nil
        }
        if let answer { waiter.resume(returning: answer) }
    }

    /// - Parameter error: nil: the time is over.
    private func giveUp(_ id: UInt64, _ error: RedisError? = nil) {
        let (waiter, reason) = state.withLock { state in
            (state.waiters.removeValue(forKey: id), state.connector.unavailableReason)
        }
        waiter?.resume(returning: .failure(error ?? .unavailable(reason)))
    }

    private static func takeAnswered(
        _ state: inout State, _ event: ConnectorState<Current>.Event
    ) -> [(Waiter, Result<Current, RedisError>)] {
        let result: Result<Current, RedisError>
        switch event {
        case .prepared(let current): result = .success(current)
        case .stopped: result = .failure(.unavailable("the connector has stopped"))
        case .started, .failed, .lost: return []
        }
        defer { state.waiters = [:] }
        return state.waiters.values.map { ($0, result) }
    }
}
