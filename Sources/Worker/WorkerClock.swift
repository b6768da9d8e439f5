import JobQueue

/// A worker's own count of how late it is (docs/design.md, section 5, Leases): a value.
///
/// All times are of one clock that goes on while the process is stopped.
struct WorkerClock {
    enum Verdict: Hashable {
        case inTime
        /// Start nothing; send a heartbeat first.
        case late
        /// Somebody else may be running the jobs by now: kill the handlers.
        case killHandlers
    }

    static let heartbeatInterval = Duration.seconds(5)
    /// From one list of all leases to the next: every so many heartbeats.
    static let listingInterval = Duration.seconds(30)
    static let heartbeatsPerListing = max(1, Int(listingInterval / heartbeatInterval))
    static let timeToLive = Duration.milliseconds(JobQueue.timeToLiveMilliseconds)
    /// That after which plugin hosts end themselves, too (PluginWire's WorkerPulse).
    static let standstill = Duration.seconds(10)
    static let cutOff = Duration.seconds(60)

    /// When the last heartbeat that was acknowledged had been sent.
    private(set) var acknowledged: ContinuousClock.Instant
    private(set) var lastTurn: ContinuousClock.Instant

    init(now: ContinuousClock.Instant) {
        acknowledged = now
        lastTurn = now
    }

    mutating func acknowledge(sentAt moment: ContinuousClock.Instant) { acknowledged = max(acknowledged, moment) }

    /// Called at every turn of the heartbeat loop.
    mutating func turn(at now: ContinuousClock.Instant) -> Verdict {
        let stood = now - lastTurn
        lastTurn = now
        if stood > Self.standstill || now - acknowledged > Self.cutOff { return .killHandlers }
        return isLate(at: now) ? .late : .inTime
    }

    func isLate(at now: ContinuousClock.Instant) -> Bool { now - acknowledged > Self.timeToLive }
}
