import Batching
import JobModel
import JobQueue
import Logging
import PluginRuntime

extension Worker {
    /// One attempt, from its lease to the acknowledgement of its end. Never throws: what cannot be told to Redis now is
    /// told again, until it is answered or the lease is no longer this worker's.
    func run(_ lease: Lease) async {
        // Given up between its lease and now: a kill found nothing to kill.
        guard ledger.leases[lease.token] != nil else { return }
        let attempt = Attempt(
            id: lease.id, token: lease.token, type: lease.specification.type, number: lease.status.lifecycle.attempt,
            payload: lease.specification.payload, checkpoint: lease.checkpoint,
            timeoutMilliseconds: lease.specification.timeoutMilliseconds,
            retriesLeft: max(0, lease.specification.maximumRetries - lease.status.lifecycle.burned),
            pool: configuration.pool.name, traceParent: lease.specification.traceParent)
        let report = await runtime.execute(
            attempt, onProgress: { [notes] in notes.put($0, of: lease) },
            onCheckpoint: { [notes] in notes.put(checkpoint: $0, of: lease) })
        ledger.ends(lease.token)
        log(report, of: lease)
        await reportEnd(FinishedAttempt(lease, report, checkpoint: notes.end(lease.token)))
        leaseSignal.raise()
    }

    /// One line for each attempt that failed. Not the message: it may quote the payload; the record has it.
    private func log(_ report: AttemptReport, of lease: Lease) {
        let level: Logger.Level =
            switch report.ending {
            case .completed: .debug
            case .crashed, .timedOut: .warning
            default: .info
            }
        var metadata: Logger.Metadata = [
            "job": "\(lease.id)", "type": "\(lease.specification.type)",
            "attempt": "\(lease.status.lifecycle.attempt)", "ending": "\(report.ending.rawValue)",
            "retries_used": "\(lease.status.lifecycle.burned)", "max_retries": "\(lease.specification.maximumRetries)",
        ]
        if let failure = report.failure { metadata["code"] = "\(failure.code)" }
        if let signal = report.signal { metadata["signal"] = "\(signal)" }
        if let host = report.hostProcessID { metadata["host_pid"] = "\(host)" }
        logger.log(level: level, "attempt ended", metadata: metadata)
    }

    private func reportEnd(_ attempt: FinishedAttempt) async {
        var pause = Duration.milliseconds(50)
        while ledger.leases[attempt.token] != nil, !Task.isCancelled {
            do {
                let answer = try await finishes.submit(attempt)
                ledger.reported(attempt, at: .now)
                if answer == .stale {
                    logger.warning("finished too late: another lease holds the job", metadata: ["job": "\(attempt.id)"])
                }
                return
            } catch {
                logger.warning(
                    "could not tell Redis of a finished job; will again",
                    metadata: ["job": "\(attempt.id)", "error": "\(error)"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(2))
            }
        }
    }

    /// Says once more what Redis has not taken in: beside the heartbeat, which must not wait for it.
    func repeatFinishes(_ attempts: AsyncStream<FinishedAttempt>) async {
        for await attempt in attempts {
            do {
                _ = try await finishes.submit(attempt)
            } catch {
                logger.warning("could not repeat a finish", metadata: ["job": "\(attempt.id)", "error": "\(error)"])
            }
        }
    }
}

extension FinishedAttempt {
    /// A week, in milliseconds.
    private static let longestRetryDelay = 604_800_000

    /// - Parameter checkpoint: what the attempt kept last; nothing comes after a completed one.
    init(_ lease: Lease, _ report: AttemptReport, checkpoint: [UInt8]?) {
        let backoff = lease.specification.retryPolicy.delay(afterBurned: lease.status.lifecycle.burned + 1)
        // A handler may name any number.
        let asked = report.retryAfterMilliseconds.map { min(max(0, $0), Self.longestRetryDelay) }
        self.init(
            id: lease.id, token: lease.token, type: lease.specification.type,
            maximumRetries: lease.specification.maximumRetries,
            retryDelayMilliseconds: asked ?? backoff, report: report,
            checkpoint: report.ending == .completed ? nil : checkpoint)
    }
}
