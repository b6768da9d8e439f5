import JobModel
import JobQueue
import JobStore
import Logging
import Metrics
import ServiceLifecycle

/// Carries what happened in Redis over to the record, then lets Redis forget it. Any number may run, and die anywhere.
/// Where the record does not follow, it raises the alarm.
package struct Recorder: Service {
    private let queue: JobQueue
    private let store: any JobStore
    private let alarm: RecordAlarm
    private let comparison: RecordComparison
    private let logger: Logger

    private static let wait = Duration.seconds(1)
    private static let pauseAfterFailure = Duration.milliseconds(500)

    package init(queue: JobQueue, store: any JobStore, alarm: RecordAlarm, logger: Logger) {
        self.queue = queue
        self.store = store
        self.alarm = alarm
        comparison = RecordComparison(queue: queue, store: store, alarm: alarm)
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await queue.waitUntilOpen()
            var limit = ReadingLimit()
            var failure = RepeatedFailure()
            while !Task.isCancelled {
                do {
                    try await record(limit: &limit, failure: &failure)
                } catch {
                    limit.failed()
                    if !(error is OlderRecord), failure.isNew(error), !Task.isCancelled {
                        logger.warning("recording stopped; will try again", metadata: ["error": "\(error)"])
                    }
                }
                try? await Task.sleep(for: Self.pauseAfterFailure)
            }
        }
    }

    /// Records from one connection until it fails or its epoch is over.
    private func record(limit: inout ReadingLimit, failure: inout RepeatedFailure) async throws {
        let session = try queue.session()
        let events = try await queue.events(of: session)
        do {
            // From the beginning: what was recorded, but neither forgotten nor trimmed, is passed over and forgotten
            // now.
            var last = 0
            while !Task.isCancelled {
                let batches = try await events.next(after: last, limit: limit.entries, wait: Self.wait)
                limit.succeeded(transitions: batches.reduce(0) { $0 + $1.transitions.count })
                if let newest = batches.last {
                    try await record(batches, session: session)
                    last = newest.sequence
                } else {
                    // Where nothing happens nothing is refused, and an older record would be taken for the right one.
                    try await comparison.check(session)
                }
                alarm.clear()
                failure.end()
            }
        } catch {
            await events.close()
            throw error
        }
        await events.close()
    }

    private func record(_ batches: [JobTransitionBatch], session: QueueSession) async throws {
        switch try await store.record(batches, epoch: session.epoch) {
        case .recorded(let before, let forgettable):
            for batch in batches where batch.sequence > before { note(batch) }
            try await queue.forget(forgettable, recorded: batches.last?.sequence ?? before, session: session)
        case .refused(.otherEpoch):
            queue.drop(session)
            throw QueueError.otherEpoch
        case .refused(.gap(let expected, let found)):
            throw comparison.stop(session, .entries(recorded: expected - 1, next: found))
        }
    }

    /// What is told of an entry, once: where several Recorders run, by the one that recorded it.
    private func note(_ batch: JobTransitionBatch) {
        for name in batch.unreadable {
            logger.error(
                "a transition could not be read and is not in the record",
                metadata: ["sequence": "\(batch.sequence)", "field": "\(name.prefix(100))"])
        }
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
