import JobModel
import Synchronization

/// What Redis TIME is now, from its latest reading and the monotonic clock. Read again each second, for the two drift,
/// and Redis TIME may be set.
final class RedisClock: Sendable {
    private struct Reading {
        var time: Timestamp
        var at: ContinuousClock.Instant
    }

    private let reading: Mutex<Reading>

    init(_ time: Timestamp, readAt moment: ContinuousClock.Instant) {
        reading = Mutex(Reading(time: time, at: moment))
    }

    func set(_ time: Timestamp) { reading.withLock { $0 = Reading(time: time, at: .now) } }

    var now: Timestamp {
        let reading = reading.withLock { $0 }
        return reading.time + Int64((ContinuousClock.now - reading.at) / .milliseconds(1))
    }
}

extension Timestamp {
    /// The answer of TIME: seconds, and microseconds beyond them.
    init(redisTime parts: [String]) throws(QueueError) {
        guard parts.count == 2, let seconds = Int64(parts[0]), let microseconds = Int64(parts[1]) else {
            throw .malformed("the answer of TIME", parts.joined(separator: " "))
        }
        self.init(milliseconds: seconds * 1000 + microseconds / 1000)
    }
}
