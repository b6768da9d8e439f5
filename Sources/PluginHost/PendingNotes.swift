import PluginWire

/// What a handler tells of itself while it runs. Only the newest progress and checkpoint matter, and counters add up,
/// so however often a handler calls, the worker hears of each at most twenty times a second. A checkpoint has a pace of
/// its own: it must not wait for progress just sent, for the next thing may be a crash.
struct PendingNotes: Sendable {
    private struct Counter: Hashable {
        var token: UInt64
        var name: String
    }

    private static let pause: Int64 = 50
    private static let maximumCounters = 256

    private var progress: HostEvent?
    private var checkpoint: HostEvent?
    private var heartbeat: HostEvent?
    private var counters: [Counter: Double] = [:]
    private var checkpointTakenAt = Int64.min / 2
    private var takenAt = Int64.min / 2

    private var hasOther: Bool { progress != nil || heartbeat != nil || !counters.isEmpty }

    /// When there will be something to send, in the clock of `now`; nil: nothing waits.
    var dueAt: Int64? {
        let moments = [checkpoint == nil ? nil : checkpointTakenAt, hasOther ? takenAt : nil]
        return moments.compactMap(\.self).min().map { $0 + Self.pause }
    }

    mutating func put(progress fraction: Double, message: String?, of token: UInt64) {
        progress = .progress(token, fraction: fraction, message: message)
    }

    mutating func put(checkpoint bytes: [UInt8], of token: UInt64) { checkpoint = .checkpoint(token, bytes) }

    mutating func put(heartbeatOf token: UInt64) { heartbeat = .heartbeat(token) }

    mutating func add(_ delta: Double, to name: String, of token: UInt64) {
        let counter = Counter(token: token, name: name)
        guard counters[counter] != nil || counters.count < Self.maximumCounters else { return }
        counters[counter, default: 0] += delta
    }

    /// What is to be sent now.
    mutating func takeDue(now: Int64) -> [HostEvent] {
        let isDue = { (takenAt: Int64) in takenAt + Self.pause <= now }
        return (isDue(checkpointTakenAt) ? takeCheckpoint(now: now) : []) + (isDue(takenAt) ? takeOther(now: now) : [])
    }

    mutating func takeAll(now: Int64) -> [HostEvent] {
        takeCheckpoint(now: now) + takeOther(now: now)
    }

    private mutating func takeCheckpoint(now: Int64) -> [HostEvent] {
        guard let event = checkpoint else { return [] }
        checkpoint = nil
        checkpointTakenAt = now
        return [event]
    }

    private mutating func takeOther(now: Int64) -> [HostEvent] {
        guard hasOther else { return [] }
        let counted = counters.map { HostEvent.counter($0.key.token, name: $0.key.name, delta: $0.value) }
        let events = [heartbeat, progress].compactMap(\.self) + counted
        heartbeat = nil
        progress = nil
        counters = [:]
        takenAt = now
        return events
    }
}
