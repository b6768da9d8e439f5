import NIOCore

/// How long a client may take for its part, on one connection: the life cycle, apart from I/O.
struct RequestDeadline: Sendable, Equatable {
    enum Event: Sendable {
        case connected, requestBegan, requestEnded, responseEnded
    }

    enum Action: Sendable, Equatable {
        /// Close the connection if nothing is heard for so long. Replaces what was started before.
        case start(TimeAmount)
        case stop
    }

    /// For the next request to begin: a head that drips in counts too.
    static let idle = TimeAmount.seconds(60)
    /// For a request that has begun to be there whole.
    static let request = TimeAmount.seconds(60)

    private var isReceiving = false
    private var unanswered = 0

    /// While an answer is owed the client waits for us; what it sends meanwhile is not read, so that it cannot be late.
    mutating func handle(_ event: Event) -> Action {
        switch event {
        case .connected: break
        case .requestBegan:
            isReceiving = true
            unanswered += 1
        case .requestEnded: isReceiving = false
        case .responseEnded: unanswered = max(0, unanswered - 1)
        }
        let owed = unanswered - (isReceiving ? 1 : 0)
        if owed > 0 { return .stop }
        return .start(isReceiving ? Self.request : Self.idle)
    }
}
