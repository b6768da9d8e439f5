/// Where a connector stands: a pure value. `Current` is what callers are given while there is a connection.
///
///     idle ─started─► connecting ─prepared─► connected ─lost─► connecting
///                     connecting ─failed─► connecting           any ─stopped─► idle
struct ConnectorState<Current: Sendable>: Sendable {
    enum Event: Sendable {
        case started
        case prepared(Current)
        /// No connection, or its preparation threw.
        case failed(String)
        /// The prepared connection closed, or was dropped.
        case lost(String)
        case stopped
    }

    /// What is worth a line in the log.
    enum Notice: Hashable, Sendable {
        case connected
        case failing(String)
        case lost(String)
    }

    /// What the connector is to do next.
    struct Reaction: Hashable, Sendable {
        /// Try again, after the backoff for so many failures.
        var retryAfterFailures: Int?
        var notice: Notice?
    }

    private enum Phase {
        case idle
        case connecting
        case connected(Current)
    }

    private var phase = Phase.idle
    private var failures = 0
    /// The last failure since the last connection; told once, not with every attempt.
    private var lastFailure: String?

    var current: Current? {
        if case .connected(let current) = phase { return current }
        return nil
    }

    /// Why there is no ``current``.
    var unavailableReason: String {
        switch phase {
        case .idle: "the connector does not run"
        case .connecting: lastFailure ?? "connecting"
        case .connected: "connected"
        }
    }

    mutating func handle(_ event: Event) -> Reaction {
        switch event {
        case .started:
            self = ConnectorState()
            phase = .connecting
            return Reaction()
        case .prepared(let current):
            guard case .connecting = phase else { return Reaction() }
            phase = .connected(current)
            failures = 0
            lastFailure = nil
            return Reaction(notice: .connected)
        case .failed(let reason):
            guard case .connecting = phase else { return Reaction() }
            defer {
                failures += 1
                lastFailure = reason
            }
            return Reaction(retryAfterFailures: failures, notice: reason == lastFailure ? nil : .failing(reason))
        case .lost(let reason):
            guard case .connected = phase else { return Reaction() }
            phase = .connecting
            lastFailure = reason
            return Reaction(retryAfterFailures: 0, notice: .lost(reason))
        case .stopped:
            phase = .idle
            return Reaction()
        }
    }
}
