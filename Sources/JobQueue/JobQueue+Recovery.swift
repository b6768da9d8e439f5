import JobModel
import RedisClient

extension JobQueue {
    /// Makes ready what has come due, and wakes workers for it.
    package func promote(session: QueueSession) async throws(QueueError) -> Promotion {
        let types = try await typeNames(session)
        let answer = try await run(
            .promote, keys: [keys.live] + types.flatMap { [keys.ready($0), keys.later($0), keys.waiting($0)] },
            arguments: [.string(keys.wakePrefix)], session: session)
        return try QueueError.reading("the answer of promote") {
            let parts = try answer.array()
            let nextDue = try parts[1].integer()
            return Promotion(
                count: Int(try parts[0].integer()), nextDue: nextDue < 0 ? nil : Timestamp(milliseconds: Int64(nextDue))
            )
        }
    }

    /// Takes back the jobs of workers whose heartbeat is too old, and those past their deadline by a time to live.
    /// Answers which.
    package func recover() async throws(QueueError) -> [JobID] {
        let session = try session()
        let workers = try await listedWorkers(session)
        let types = try await typeNames(session)
        var recovered: [JobID] = []
        // Where there is none it is noted all the same that somebody looked.
        for worker in workers.isEmpty ? [WorkerID("-")] : workers {
            var more = true
            while more {
                let taken = try await recover(worker, types: types, session: session)
                recovered += taken.ids
                more = taken.more
            }
        }
        return recovered
    }

    private func recover(
        _ worker: WorkerID, types: [String], session: QueueSession
    ) async throws(QueueError) -> (ids: [JobID], more: Bool) {
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
            return (try ids(parts[0]), try parts[1].integer() == 1)
        }
    }

    /// Puts right, on the page of live jobs after this one, what no script leaves behind: an unfinished job that is not in
    /// exactly one place.
    package func repair(after page: RepairPage, session: QueueSession) async throws(QueueError) -> RepairPage {
        let workers = try await listedWorkers(session)
        let types = try await typeNames(session)
        var arguments: [RedisArgument] = [
            .string(keys.wakePrefix), .string(page.cursor), .string(page.buriedCursor),
            .integer(JobLifecycle.maximumLosses), .integer(types.count), .integer(workers.count),
        ]
        arguments += types.map { .string($0) } + workers.map { .string($0.text) }
        let answer = try await run(
            .repair,
            keys: [keys.live, keys.buried, keys.workers, keys.events, keys.checkpoints]
                + types.flatMap { [keys.ready($0), keys.later($0), keys.waiting($0)] }
                + workers.flatMap { [keys.leased($0), keys.cancel($0)] },
            arguments: arguments, session: session)
        return try QueueError.reading("the answer of repair") {
            let parts = try answer.array()
            return RepairPage(
                cursor: try parts[0].string(), buriedCursor: try parts[1].string(), repaired: try ids(parts[2]))
        }
    }

    private func ids(_ value: RedisValue) throws -> [JobID] {
        try value.array().compactMap { JobID(try $0.string()) }
    }
}
