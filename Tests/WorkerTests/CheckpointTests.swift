import JobModel
import PluginRuntime
import RedisClient
import TestSupport
import Testing

@testable import JobQueue

/// From a handler's checkpoint to its next attempt: host, worker, Redis, and back.
@Suite(.serialized) struct CheckpointTests {
    @Test(arguments: [("retries", AttemptEnding.transient), ("crashes", .crashed)])
    func theNextAttemptGoesOn(_ type: String, _ ending: AttemptEnding) async throws {
        try await WorkerUnderTest.run(plugin: "resuming.c") { test in
            let id = try await test.push(type)
            try await eventually("the job is completed") { try await test.state(of: id) == .completed }
            let ends = try await test.transitions().filter { $0.report != nil }
            #expect(ends.map(\.report?.ending) == [ending, .completed])
            #expect(ends.map(\.checkpoint) == [Array("half way".utf8), nil])
            #expect(ends.last?.report?.result == Array(#""half way""#.utf8))
        }
    }

    /// As if the worker had been killed: nothing but Redis knows what its handler kept.
    @Test func itIsInRedisWhileTheHandlerRuns() async throws {
        try await WorkerUnderTest.run(plugin: "resuming.c") { test in
            let id = try await test.push("hangs")
            try await eventually("the checkpoint is in Redis") { try await test.storedCheckpoint(id) == "half way" }
            #expect(try await test.state(of: id) == .running)
            try await test.loseWorkers()
            try await eventually("its next attempt went on") { try await test.state(of: id) == .completed }
            let transitions = try await test.transitions()
            #expect(transitions.map(\.checkpoint) == [nil, Array("half way".utf8), nil, nil])
            #expect(transitions.last?.report?.result == Array(#""half way""#.utf8))
        }
    }

    /// A Redis that lost its last writes, none of which the record would miss, is adopted under the next epoch.
    @Test func whatAnAdoptedRedisLostIsSentAgain() async throws {
        try await WorkerUnderTest.run(plugin: "resuming.c") { test in
            let id = try await test.push("hangs")
            try await eventually("the checkpoint is in Redis") { try await test.storedCheckpoint(id) == "half way" }
            try await test.adoptWithoutCheckpoints()
            try await eventually("it is there again") { (try? await test.storedCheckpoint(id)) == "half way" }
            #expect(try await test.state(of: id) == .running)
        }
    }

    @Test func aWorkerSaysWhatItServes() async throws {
        try await WorkerUnderTest.run(plugin: "resuming.c") { test in
            try await eventually("it is registered") { try await !test.queue.registry().workers.isEmpty }
            let entry = try await test.queue.registry().workers.values.first
            #expect(entry?.plugins == test.runtime.reports)
            #expect(entry?.plugins.map(\.state) == [.serving])
        }
    }
}

extension WorkerUnderTest {
    fileprivate func storedCheckpoint(_ id: JobID) async throws -> String? {
        try await queue.session().connection.send(
            RedisCommand("HGET", .string(queue.keys.checkpoints), .string(id.description))
        ).optionalString()
    }

    fileprivate func adoptWithoutCheckpoints() async throws {
        let opening = try await QueueOpening(session.connection, keys: queue.keys)
        _ = try await session.connection.send(RedisCommand("UNLINK", .string(queue.keys.checkpoints)))
        #expect(try await opening.adopt(as: 2)?.epoch == 2)
    }

    /// As if nothing had been heard of any worker for long.
    fileprivate func loseWorkers() async throws {
        let then = Int(session.now.milliseconds) - 16_000
        _ = try await session.connection.send(
            RedisCommand(
                "HSET", .string(queue.keys.meta), "opened", .integer(then - 60_000), "recovered",
                .integer(Int(session.now.milliseconds))))
        for worker in try await queue.registry().workers.keys {
            _ = try await session.connection.send(
                RedisCommand("ZADD", .string(queue.keys.workers), .integer(then), .string(worker.text)))
        }
        #expect(try await queue.recover().count == 1)
    }
}
