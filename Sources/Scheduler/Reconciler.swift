import JobModel
import JobQueue
import JobStore
import Logging
import ServiceLifecycle
import Synchronization

/// Makes Redis and the record agree. It owes every row a look, 30 s after its commit, its replay or the wish to cancel it:
/// what is unfinished and not in Redis it pushes, or cancels where the row bears the flag. And it goes round Redis, page
/// by page, to put right what no script leaves behind.
package final class Reconciler: Service {
    private let queue: JobQueue
    private let store: any JobStore
    private let comparison: RecordComparison
    private let looks: LookSchedule
    private let logger: Logger
    private let page = Mutex(RepairPage.first)

    private static let interval = Duration.seconds(1)
    /// Rows are read with their payloads: a page must fit into memory.
    private static let looksAtOnce = 100
    /// Of some 200 jobs each.
    private static let repairPagesAtOnce = 4

    package init(
        queue: JobQueue, store: any JobStore, alarm: RecordAlarm, looks: LookSchedule = .standard, logger: Logger
    ) {
        self.queue = queue
        self.store = store
        comparison = RecordComparison(queue: queue, store: store, alarm: alarm)
        self.looks = looks
        self.logger = logger
    }

    package func run() async throws {
        await Periodically.every(Self.interval, on: queue, named: "reconciler", logger: logger) {
            while try await self.look() == Self.looksAtOnce {}
            try await self.repair()
        }
    }

    /// One page of looks that are due. Answers how many there were; what was not done stays owed.
    private func look() async throws -> Int {
        let session = try queue.session()
        // Before the claim: a push must not outlast it.
        let lastMoment = session.now + JobQueue.pushWindowMilliseconds
        var owed = try await store.claimLooks(limit: Self.looksAtOnce)
        guard !owed.isEmpty else { return 0 }
        let claimed = owed.count

        // Redis first, then the row: what was finished and forgotten meanwhile has a final row.
        let live = try await queue.look(Array(owed.keys), session: session)
        let unfinished = try await store.jobs(Array(owed.keys)).values.filter { !$0.state.isFinal }
        // What waits in an older record may be done since.
        try await comparison.check(session)
        for row in unfinished where row.status.lifecycle.cancelRequested {
            do {
                let outcome = try await Cancellation(queue: queue, store: store).carryOut(row, session: session)
                if outcome == .changed { owed[row.id] = nil }
            } catch {
                // One job must not hold up the others of its page.
                owed[row.id] = nil
                logger.warning("a cancel will be tried again", metadata: ["job": "\(row.id)", "error": "\(error)"])
            }
        }
        let missing =
            unfinished
            .filter { !$0.status.lifecycle.cancelRequested && !isThere(live[$0.id], row: $0) }
            .sorted { $0.id < $1.id }
        // One whose time was put off, by a clock that was set, comes near again later.
        let near = missing.filter { !looks.isFar($0.status, now: .now()) }
        for row in missing where looks.isFar(row.status, now: .now()) { owed[row.id] = nil }
        let answers = try await queue.enqueue(
            near.map { Push(job: $0, lastMoment: lastMoment) }, session: session)
        for (job, answer) in zip(near, answers) where !answer.isThere { owed[job.id] = nil }
        if !near.isEmpty {
            logger.info("pushed rows that Redis did not have", metadata: ["count": "\(near.count)"])
        }
        try await store.strikeOff(looks: owed, epoch: session.epoch)
        return claimed
    }

    /// A life from before the row's last replay or cancel does not count.
    private func isThere(_ live: LiveJob?, row: Job) -> Bool {
        live.map { $0.status.version >= row.status.version } ?? false
    }

    private func repair() async throws {
        let session = try queue.session()
        for _ in 0..<Self.repairPagesAtOnce {
            let next = try await queue.repair(after: page.withLock { $0 }, session: session)
            page.withLock { $0 = next }
            for id in next.repaired {
                logger.error(
                    "a job in Redis was put right: it was out of its place, or its retry was due by a clock that ran ahead",
                    metadata: ["job": "\(id)"])
            }
            if next.isLast { break }
        }
    }
}
