import JobModel
import RedisClient

extension JobQueue {
    /// Takes back the jobs of workers whose heartbeat is too old, and those past their deadline by a time to live.
    /// Answers how many.
    package func recover() async throws(QueueError) -> Int {
        let session = try session()
        let workers = try await listedWorkers(session)
        let types = try await typeNames(session)
        var recovered = 0
        for worker in workers {
            var more = true
            while more {
                let taken = try await recover(worker, types: types, session: session)
                recovered += taken.count
                more = taken.more
            }
        }
        return recovered
    }

    private func recover(
        _ worker: WorkerID, types: [String], session: QueueSession
    ) async throws(QueueError) -> (count: Int, more: Bool) {
        let arguments: [RedisArgument] =
            [
                .string(worker.text), .string(keys.wakePrefix), .integer(Self.timeToLiveMilliseconds),
                .integer(JobLifecycle.maximumLosses), .integer(types.count),
            ] + types.map { .string($0) }
        let workerKeys = [
            keys.live, keys.workers, keys.events, keys.registry, keys.leased(worker), keys.cancel(worker),
            keys.checkpoints,
        ]
        let answer = try await run(
            .recover,
            keys: workerKeys + types.flatMap { [keys.ready($0), keys.waiting($0)] }, arguments: arguments,
            session: session)
        return try QueueError.reading("the answer of recover") {
            let parts = try answer.array()
            return (Int(try parts[0].integer()), try parts[1].integer() == 1)
        }
    }
}
