import JobModel
import RedisClient

extension JobQueue {
    /// Reads the registry, pipelined. Workers are few; so are types.
    package func registry() async throws(QueueError) -> QueueRegistry {
        let session = try session()
        let names = try await typeNames(session)
        var commands = [
            RedisCommand(
                "ZRANGE", .string(keys.workers),
                .integer(Int(session.now.milliseconds) - Self.timeToLiveMilliseconds), "+inf", "BYSCORE"),
            RedisCommand("HGETALL", .string(keys.registry)),
            RedisCommand("HGETALL", .string(keys.types)),
        ]
        commands += [
            RedisCommand("TIME"), RedisCommand("HGET", .string(keys.meta), "epoch"),
            RedisCommand("XLEN", .string(keys.events)),
        ]
        let counts = commands.count
        for name in names {
            commands += [
                RedisCommand("ZCARD", .string(keys.ready(name))), RedisCommand("ZCARD", .string(keys.later(name))),
            ]
        }
        let answers: [RedisValue]
        do {
            answers = try await session.connection.send(pipeline: commands)
        } catch {
            throw QueueError(error)
        }
        // Where nobody runs a script, this is how it is noticed that Redis was emptied.
        guard answers[4] == .bytes(Array("\(session.epoch)".utf8)) else {
            drop(session)
            throw .otherEpoch
        }
        return try QueueError.reading("the registry") {
            session.clock.set(try Timestamp(redisTime: answers[3].array().map { try $0.string() }))
            let fresh = Set(try answers[0].array().map { try $0.string() })
            var registry = QueueRegistry(workers: [:], types: [], waiting: [:])
            for (name, entry) in try pairs(answers[1]) where fresh.contains(name) {
                // What a worker of another version wrote must not hide the others.
                registry.workers[WorkerID(name)] = try? WorkerEntry.decoded(entry)
            }
            for (name, entry) in try pairs(answers[2]) {
                if let type = try? TypeEntry.decoded(entry) { registry.types.append(type.jobType(named: name)) }
            }
            registry.types.sort { $0.name < $1.name }
            registry.unrecordedEntries = Int(try answers[5].integer())
            for (index, name) in names.enumerated() {
                let (ready, later) = (answers[counts + 2 * index], answers[counts + 2 * index + 1])
                registry.waiting[name] = Int(try ready.integer() + later.integer())
            }
            return registry
        }
    }

    func listedWorkers(_ session: QueueSession) async throws(QueueError) -> [WorkerID] {
        let answer = try await send(RedisCommand("ZRANGE", .string(keys.workers), "0", "-1"), session)
        return try QueueError.reading("the list of workers") { try answer.array().map { WorkerID(try $0.string()) } }
    }

    func typeNames(_ session: QueueSession) async throws(QueueError) -> [String] {
        let answer = try await send(RedisCommand("HKEYS", .string(keys.types)), session)
        return try QueueError.reading("the list of job types") { try answer.array().map { try $0.string() } }
    }

    private func pairs(_ value: RedisValue) throws -> [(String, [UInt8])] {
        let list = try value.array()
        return try stride(from: 0, to: list.count - 1, by: 2).map { (try list[$0].string(), try list[$0 + 1].bytes()) }
    }
}
