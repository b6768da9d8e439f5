import JobModel
import JobQueue
import JobStore
import Logging

/// Makes a server's connection to Redis safe to use: compares it with the record, and where Redis was restarted,
/// emptied or went back in time, opens it anew. Where it is the record that went back, it raises the alarm and opens
/// nothing (docs/design.md, section 5, Epochs, and A record that went back in time).
package struct QueueOpener: Sendable {
    private let store: any JobStore
    private let keys: QueueKeys
    private let alarm: RecordAlarm
    private let looks: LookSchedule
    private let logger: Logger

    private static let page = 500

    package init(
        store: any JobStore, keys: QueueKeys, alarm: RecordAlarm, looks: LookSchedule = .standard, logger: Logger
    ) {
        self.store = store
        self.keys = keys
        self.alarm = alarm
        self.looks = looks
        self.logger = logger
    }

    /// The handshake of every connection of a server.
    package func open(_ connection: JobQueue.Connection) async throws -> QueueSession {
        if let session = try await openSession(connection) { return session }
        guard let lock = try await store.lockOpening() else { throw QueueError.opening }
        let opened: Result<QueueSession, any Error>
        do {
            opened = .success(try await openAnew(connection))
        } catch {
            opened = .failure(error)
        }
        await lock.release()
        return try opened.get()
    }

    /// The session of a Redis that is open, and is the one of the record.
    private func openSession(_ connection: JobQueue.Connection) async throws -> QueueSession? {
        let opening = try await QueueOpening(connection, keys: keys)
        let position = try await store.position()
        try check(position, redis: opening.meta)
        guard let session = opening.session, session.epoch == position.epoch else { return nil }
        return session
    }

    /// `redis` was read before.
    private func check(_ position: RecordPosition, redis: QueueSession.Meta) throws {
        guard let fault = OlderRecord(position, redis: redis) else { return }
        alarm.raise(fault)
        throw fault
    }

    /// Under the lock.
    private func openAnew(_ connection: JobQueue.Connection) async throws -> QueueSession {
        let opening = try await QueueOpening(connection, keys: keys)
        let position = try await store.position()
        try check(position, redis: opening.meta)
        // Another server may have opened it just before this one took the lock.
        if let session = opening.session, session.epoch == position.epoch { return session }

        // The database first: from here on no Recorder of an older epoch commits, and every unfinished row is owed a
        // look.
        let epoch = position.epoch + 1
        guard let sequence = try await store.raiseEpoch(from: position.epoch, to: epoch) else {
            throw QueueError.otherEpoch
        }
        // The database may have been exchanged since the position was read.
        try check(RecordPosition(epoch: epoch, sequence: sequence), redis: opening.meta)
        let isCurrent = opening.meta.epoch == position.epoch && opening.meta.sequence >= sequence
        if isCurrent, let session = try await opening.adopt(as: epoch) {
            logger.info("adopted Redis as it is", metadata: ["epoch": "\(epoch)"])
            return session
        }
        guard let session = try await opening.empty(as: epoch, sequence: sequence) else { throw QueueError.otherEpoch }
        let began = ContinuousClock.now
        let pushed = try await rebuild(session)
        try await opening.seal(session)
        logger.info(
            "rebuilt Redis from the record",
            metadata: ["epoch": "\(epoch)", "jobs": "\(pushed)", "took": "\(ContinuousClock.now - began)"])
        return session
    }

    private func rebuild(_ session: QueueSession) async throws -> Int {
        var pushed = 0
        var last: JobID?
        while true {
            let lastMoment = session.now + JobQueue.pushWindowMilliseconds
            let rows = try await store.unfinished(after: last, limit: Self.page)
            guard let newest = rows.last else { return pushed }
            for row in rows where row.status.lifecycle.cancelRequested {
                _ = try await store.cancel(row.id, at: row.status.version)
            }
            let near = rows.filter { !$0.status.lifecycle.cancelRequested && !looks.isFar($0.status, now: .now()) }
            let answers = try await session.enqueue(near.map { Push(job: $0, lastMoment: lastMoment) })
            pushed += answers.count { $0.isThere }
            last = newest.id
        }
    }
}
