import JobModel
import JobQueue
import JobStore

/// Whether the record is still that of the Redis which a server works on.
struct RecordComparison: Sendable {
    let queue: JobQueue
    let store: any JobStore
    let alarm: RecordAlarm

    /// Throws ``OlderRecord``, or ``QueueError/otherEpoch``; then the session is over.
    func check(_ session: QueueSession) async throws {
        let redis = try await QueueSession.readMeta(session.connection, keys: queue.keys)
        let position = try await store.position()
        if let fault = OlderRecord(position, redis: redis) { throw stop(session, fault) }
        guard position.epoch == session.epoch else {
            queue.drop(session)
            throw QueueError.otherEpoch
        }
    }

    /// Without a session nothing of this server works on Redis. The opener gives it the next when the record is right.
    func stop(_ session: QueueSession, _ fault: OlderRecord) -> OlderRecord {
        alarm.raise(fault)
        queue.drop(session)
        return fault
    }
}
