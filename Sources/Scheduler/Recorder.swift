import JobModel
import JobQueue
import JobStore
import Logging
import Metrics
import RedisClient
import ServiceLifecycle

/// Carries what happened in Redis over to the record, then lets Redis forget it. Any number may run, and die anywhere.
package struct Recorder: Service {
    private let queue: JobQueue
    private let store: any JobStore
    private let connect: @Sendable () async throws -> RedisConnection
    private let logger: Logger

    /// Entries in one reading. Where a reading fails it may be for the size of the answer: then fewer are read.
    private static let entriesAtOnce = 64
    private static let wait = Duration.seconds(1)

    /// `connect` makes a connection that this service alone uses: it blocks it while it waits for events.
    package init(
        queue: JobQueue, store: any JobStore, connect: @escaping @Sendable () async throws -> RedisConnection,
        logger: Logger
    ) {
        self.queue = queue
        self.store = store
        self.connect = connect
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await queue.waitUntilOpen()
            var limit = Self.entriesAtOnce
            while !Task.isCancelled {
                do {
                    try await record(limit: &limit)
                } catch {
                    limit = max(1, limit / 2)
                    if !Task.isCancelled { logger.warning("recording stopped", metadata: ["error": "\(error)"]) }
                }
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// Records from one connection until it fails or its epoch is over.
    private func record(limit: inout Int) async throws {
        let session = try queue.session()
        let connection = try await connect()
        do {
            guard try await QueueSession.join(connection, keys: queue.keys).epoch == session.epoch else {
                throw QueueError.otherEpoch
            }
            try await record(from: connection, session: session, limit: &limit)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private func record(
        from connection: RedisConnection, session: QueueSession, limit: inout Int
    ) async throws {
        // From the beginning: what was recorded, but neither forgotten nor trimmed, is passed over and forgotten now.
        var last = 0
        while !Task.isCancelled {
            let batches = try await JobQueue.readEvents(
                connection, keys: queue.keys, after: last, limit: limit, wait: Self.wait)
            limit = min(Self.entriesAtOnce, limit * 2)
            guard let newest = batches.last else { continue }
            switch try await store.record(batches, epoch: session.epoch) {
            case .recorded(let forgettable):
                try await queue.forget(forgettable, recorded: newest.sequence, session: session)
                last = newest.sequence
                batches.forEach(count)
            case .refused(.otherEpoch):
                queue.drop(session)
                throw QueueError.otherEpoch
            case .refused(.gap(let expected, let found)):
                logger.critical(
                    "the stream does not continue the record: one of them was restored from elsewhere; not recording",
                    metadata: ["expected": "\(expected)", "found": "\(found)"])
                throw QueueError.malformed("events stream", "entry \(found) where \(expected) was expected")
            }
        }
    }

    private func count(_ batch: JobTransitionBatch) {
        for transition in batch.transitions {
            let status = transition.status
            if status.state.isFinal {
                Counter(label: "jobs_completed_total", dimensions: [("status", status.state.rawValue)]).increment()
            }
            if let report = transition.report, report.ending != .handedBack, let started = status.startedAt {
                Metrics.Recorder(label: "job_execution_seconds", dimensions: [], aggregate: true)
                    .record(Double(status.changedAt - started) / 1000)
            }
        }
    }
}
