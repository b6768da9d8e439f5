import JobModel
import JobQueue
import JobStore
import Logging
import ServiceLifecycle

/// Owes every row one look, 30 s after its commit: what is unfinished and not in Redis it pushes.
package struct Reconciler: Service {
    private let queue: JobQueue
    private let store: any JobStore
    private let logger: Logger

    private static let interval = Duration.seconds(5)
    /// Rows are read with their payloads: a page must fit into memory.
    private static let page = 100

    package init(queue: JobQueue, store: any JobStore, logger: Logger) {
        self.queue = queue
        self.store = store
        self.logger = logger
    }

    package func run() async throws {
        await Periodically.every(Self.interval, on: queue, named: "reconciler", logger: logger) {
            var struckOff = 0
            repeat { struckOff = try await look() } while struckOff == Self.page
        }
    }

    /// One page of looks that are due. Answers how many were done; the others stay owed.
    private func look() async throws -> Int {
        let session = try queue.session()
        var owed = try await store.owedLooks(limit: Self.page)
        guard !owed.isEmpty else { return 0 }
        let lastMoment = session.now + JobQueue.pushWindowMilliseconds

        // Redis first, then the row: what was finished and forgotten meanwhile has a final row.
        let live = try await queue.look(Array(owed.keys), session: session)
        let rows = try await store.jobs(Array(owed.keys))
        let missing = rows.values
            .filter { !$0.state.isFinal && !isThere(live[$0.id], row: $0) }
            .sorted { $0.id < $1.id }
        let answers = try await queue.enqueue(
            missing.map { Push(job: $0, lastMoment: lastMoment) }, session: session)
        for (job, answer) in zip(missing, answers) where !answer.isThere { owed[job.id] = nil }
        if !missing.isEmpty {
            logger.info("pushed rows that Redis did not have", metadata: ["count": "\(missing.count)"])
        }
        try await store.strikeOff(looks: owed, epoch: session.epoch)
        return owed.count
    }

    /// A life from before the row's last replay or cancel does not count.
    private func isThere(_ live: LiveJob?, row: Job) -> Bool {
        live.map { $0.status.version >= row.status.version } ?? false
    }
}
