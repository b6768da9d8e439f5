import JobModel
import JobQueue
import JobStore
import Logging
import Scheduler

/// Cancel, and replay of one job or many.
extension JobService {
    /// How often a row is read anew that somebody else changes at the same time.
    private static let rounds = 3
    private static let recordingTimeout = Duration.seconds(1)
    private static let pauseBetweenReadings = Duration.milliseconds(10)

    /// Cancels a job. The row it answers is `cancelled` when the job will not start any more; one that runs is asked to end.
    /// Where Redis is away it answers the flagged row: the Reconciler carries the cancel out.
    package func cancel(_ text: String) async throws(APIError) -> Job {
        let id = try jobID(text)
        // Before the row is read: what another epoch did to it is then told by the session.
        let session = try? queue.session()
        for _ in 0..<Self.rounds {
            guard let row = try await answer({ () async throws(JobStoreError) in try await store.requestCancel(id) })
            else { throw notFound(text) }
            if row.state.isFinal, row.state != .cancelled { throw Self.isOver(row) }
            guard let session else {
                hastenedLooks.add(id, notBefore: .now)
                return row
            }
            let outcome: Cancellation.Outcome
            do {
                outcome = try await Cancellation(queue: queue, store: store).carryOut(row, session: session)
            } catch let error as JobStoreError {
                throw failure(error)
            } catch {
                hastenedLooks.add(id, notBefore: .now)
                logger.debug("a cancel is left to the Reconciler", metadata: ["job": "\(id)", "error": "\(error)"])
                return row
            }
            switch outcome {
            case .changed: continue
            case .flagged: return try await job(text)
            case .cancelled, .over: return try await recorded(text)
            }
        }
        throw APIError(.unavailable, "job \(id) is changing all the time: its cancel is noted; ask again")
    }

    /// The job once the record has heard of its end; after a while as it is.
    private func recorded(_ text: String) async throws(APIError) -> Job {
        let deadline = ContinuousClock.now + Self.recordingTimeout
        while true {
            let job = try await job(text)
            if job.state.isFinal, job.state != .cancelled { throw Self.isOver(job) }
            if job.state.isFinal || ContinuousClock.now > deadline { return job }
            try? await Task.sleep(for: Self.pauseBetweenReadings)
        }
    }

    /// Makes a failed, dead-lettered or cancelled job run again.
    package func retry(_ text: String, discardCheckpoint: Bool) async throws(APIError) -> Job {
        let id = try jobID(text)
        for _ in 0..<Self.rounds {
            guard let row = try await answer({ () async throws(JobStoreError) in try await store.job(id) })
            else { throw notFound(text) }
            guard RetryRequest.states.contains(row.state) else {
                throw APIError(
                    .stateConflict,
                    "job \(id) is \(row.state.rawValue); a job can be retried that is "
                        + RetryRequest.states.map(\.rawValue).joined(separator: ", "))
            }
            if let job = try await replay([row], discardCheckpoints: discardCheckpoint).first { return job }
        }
        throw APIError(.unavailable, "job \(id) is changing all the time: ask again")
    }

    /// Dead letters newest first, with their groups.
    package func deadLetters(
        _ request: DeadLetterRequest, maximumBytes: Int = JobQuery.maximumBytes
    ) async throws(APIError) -> DeadLetterPage {
        let query = try request.query()
        let page = try await page(query, of: reader, maximumBytes: maximumBytes)
        let groups = try await answer { () async throws(JobStoreError) in
            try await reader.deadLetterGroups(type: query.type, errorCode: query.errorCode)
        }
        return DeadLetterPage(jobs: page.jobs, groups: groups, next: page.next)
    }

    /// Makes many jobs run again, the oldest first.
    package func retryDeadLetters(_ request: RetryRequest) async throws(APIError) -> RetryAnswer {
        let page = try await page(try request.query(), of: store, maximumBytes: JobQuery.maximumBytes)
        let isMore = page.next != nil
        guard !request.isDryRun else { return RetryAnswer(isDryRun: true, ids: page.jobs.map(\.id), isMore: isMore) }
        let jobs = try await replay(page.jobs, discardCheckpoints: false)
        return RetryAnswer(isDryRun: false, ids: jobs.map(\.id), isMore: isMore)
    }

    /// Row first, then Redis.
    private func replay(_ rows: [Job], discardCheckpoints: Bool) async throws(APIError) -> [Job] {
        let versions = Dictionary(rows.map { ($0.id, $0.status.version) }) { $1 }
        let since = ContinuousClock.now
        let jobs = try await answer { () async throws(JobStoreError) in
            try await store.replay(versions, discardCheckpoints: discardCheckpoints)
        }
        await withDiscardingTaskGroup { group in
            for job in jobs { group.addTask { await self.push(CommittedRow(job: job, since: since)) } }
        }
        return jobs
    }

    private static func isOver(_ job: Job) -> APIError {
        APIError(.stateConflict, "job \(job.id) is \(job.state.rawValue): it is over and cannot be cancelled")
    }
}
