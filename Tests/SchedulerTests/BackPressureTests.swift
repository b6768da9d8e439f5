import JobModel
import JobStore
import RedisClient
import TestSupport
import Testing

@testable import JobQueue
@testable import Scheduler

/// The record is behind by as much as it may be.
@Suite(.serialized) struct BackPressureTests {
    @Test func nothingIsBegunAboveTheMarkAndNothingIsDropped() async throws {
        try await ServerUnderTest.run { server in
            let (running, waiting, late) = (
                try await server.insert(), try await server.insert(), try await server.insert()
            )
            for job in [running, waiting] { try await server.push(job) }
            let lease = try #require(try await server.lease())
            #expect(lease.id == running.id)
            try await fill(server, to: JobQueue.maximumUnrecorded + 1)

            await #expect(throws: QueueError.self) { try await server.lease(call: 2) }
            await #expect(throws: QueueError.self) { try await server.push(late) }
            #expect(try await server.queue.registry().unrecordedEntries == JobQueue.maximumUnrecorded + 1)
            let ended = FinishedAttempt(
                id: lease.id, token: lease.token, type: ServerUnderTest.type, maximumRetries: 0,
                retryDelayMilliseconds: 0, report: AttemptReport(ending: .completed, result: Array("1".utf8)))
            let answers = try await server.queue.finish(
                [ended], of: WorkerID("w1"), session: server.queue.session())
            #expect(answers == [.ok], "what runs may end")

            try await withThrowingTaskGroup(of: Void.self) { group in
                let recorder = Recorder(
                    queue: server.queue, store: server.store, alarm: server.alarm, logger: ServerUnderTest.logger)
                group.addTask { try await recorder.run() }
                try await eventually("all is recorded", timeout: .seconds(60)) {
                    try await server.queue.registry().unrecordedEntries == 0
                }
                #expect(try await server.store.position().sequence == JobQueue.maximumUnrecorded + 2)
                #expect(try await server.store.job(running.id)?.state == .completed)
                try await server.push(late)
                for (call, job) in [(3, waiting), (4, late)] {
                    #expect(try await server.work(.completed, call: call) == job.id)
                }
                group.cancelAll()
            }
        }
    }

    /// Entries of jobs that have no row any more.
    private func fill(_ server: ServerUnderTest, to length: Int) async throws {
        let script = """
            for n = redis.call('XLEN', KEYS[2]) + 1, tonumber(ARGV[1]) do
              local sequence = redis.call('HINCRBY', KEYS[1], 'seq', 1)
              redis.call('XADD', KEYS[2], sequence .. '-0', ARGV[2], 'completed 1 3 1 0 0 0 0 0 1 1 w/1.1 echo 0')
            end
            return redis.call('XLEN', KEYS[2])
            """
        let keys = server.queue.keys
        let answer = try await server.queue.session().connection.send(
            RedisCommand(
                "EVAL", .string(script), "2", .string(keys.meta), .string(keys.events), .integer(length),
                "01890000-0000-7000-8000-000000000000"))
        #expect(answer == .integer(length))
    }
}
