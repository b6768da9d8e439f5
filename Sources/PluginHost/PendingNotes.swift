import PluginWire

/// What a handler tells of itself while it runs. Only the newest progress and checkpoint matter, and counters add up, so
/// however often a handler calls, the worker hears of it at most twenty times a second.
struct PendingNotes: Sendable {
    private struct Counter: Hashable {
        var token: UInt64
        var name: String
    }

    private static let pause: Int64 = 50
    private static let maximumCounters = 256

    private var progress: HostEvent?
    private var checkpoint: HostEvent?
    private var counters: [Counter: Double] = [:]
    private var takenAt = Int64.min / 2

    private var isEmpty: Bool { progress == nil && checkpoint == nil && counters.isEmpty }

    /// When there will be something to send, in the clock of `now`; nil: nothing waits.
    var dueAt: Int64? { isEmpty ? nil : takenAt + Self.pause }

    mutating func put(progress fraction: Double, message: String?, of token: UInt64) {
        progress = .progress(token, fraction: fraction, message: message)
    }

    mutating func put(checkpoint bytes: [UInt8], of token: UInt64) { checkpoint = .checkpoint(token, bytes) }

    mutating func add(_ delta: Double, to name: String, of token: UInt64) {
        let counter = Counter(token: token, name: name)
        guard counters[counter] != nil || counters.count < Self.maximumCounters else { return }
        counters[counter, default: 0] += delta
    }

    /// What is to be sent now.
    mutating func takeDue(now: Int64) -> [HostEvent] {
        guard let dueAt, dueAt <= now else { return [] }
        return takeAll(now: now)
    }

    mutating func takeAll(now: Int64) -> [HostEvent] {
        guard !isEmpty else { return [] }
        defer { self = PendingNotes(takenAt: now) }
        let counted = counters.map { HostEvent.counter($0.key.token, name: $0.key.name, delta: $0.value) }
        return [checkpoint, progress].compactMap(\.self) + counted
    }

    init() {}

    private init(takenAt: Int64) { self.takenAt = takenAt }
}
