import CJobyardPlugin
import JobyardPlugin
import JobyardPluginCodable
import Synchronization
import Testing

/// Plugins whose handlers await, driven through the C ABI: their jobs are pending until their tasks end.
@Suite struct AsyncPluginTests {
    struct Payload: Codable {
        let number: Int
    }

    struct Unexpected: Error, CustomStringConvertible {
        let description = "out of paper"
    }

    private func start(_ type: JobType, stop: (@Sendable () -> Void)? = nil) throws -> DrivenPlugin {
        let plugin = Plugin(id: "test.async", version: "1.0.0", types: [type], stop: stop)
        return try DrivenPlugin(plugin.descriptor)
    }

    private func run(
        _ type: JobType, _ payload: String = "{}", checkpoint: [UInt8] = [], cancelling: Bool = false,
        isCancelled: Bool = false
    ) async throws -> FakeHost.Attempt {
        let driven = try start(type)
        defer { driven.stop() }
        return await driven.run(
            payload, attempt: 2, checkpoint: checkpoint, cancelling: cancelling, isCancelled: isCancelled)
    }

    @Test func contextLivesAsLongAsTheTask() async throws {
        let attempt = try await run(
            .raw("raw") { payload, context in
                // Long after run has returned, and what it was given is gone.
                try await Task.sleep(for: .milliseconds(20))
                #expect(payload == Array("[1]".utf8))
                #expect(context.jobID == "018f-job" && context.jobType == "raw" && context.pool == "default")
                #expect(context.attempt == 2 && context.checkpoint == [1, 2])
                try context.keep(checkpoint: [3])
                context.progress(0.5)
                context.log(.info, "half", fields: ["pages": 3])
                return Array("\"done\"".utf8)
            }, "[1]", checkpoint: [1, 2])
        #expect(attempt.outcome == JOBYARD_OK)
        #expect(attempt.result == "\"done\"")
        #expect(attempt.checkpoint == [3])
        #expect(attempt.progress == [0.5])
        #expect(attempt.log == [#"2 half{"pages":3}"#])
    }

    @Test func codableInAndOut() async throws {
        let type = JobType.codable("double") { (payload: Payload, _) in
            await Task.yield()
            return Payload(number: payload.number * 2)
        }
        #expect(try await run(type, #"{"number": 21}"#).result == #"{"number":42}"#)
        #expect(try await run(type, #"{"number": "x"}"#).errorCode == "invalid_payload")
    }

    /// Which of run and complete comes first is left to chance.
    @Test func aTaskMayEndBeforeRunHasReturned() async throws {
        let driven = try start(.raw("quick") { payload, _ async in payload })
        for number in 0..<200 {
            let attempt = await driven.run("\(number)")
            #expect(attempt.outcome == JOBYARD_OK)
            #expect(attempt.result == "\(number)")
        }
        driven.stop()
    }

    @Test func failuresAreThoseOfOtherHandlers() async throws {
        let cases: [(error: any Error, outcome: Int32, code: String?)] = [
            (PluginFailure.retry(code: "busy", message: "later", after: .seconds(2)), JOBYARD_RETRY, "busy"),
            (PluginFailure.discard(code: "gone", message: "for good"), JOBYARD_DISCARD, "gone"),
            (PluginFailure.cancelled, JOBYARD_CANCELLED, nil), (Unexpected(), JOBYARD_RETRY, "handler_error"),
            // Of a task of the handler's own, as nobody had cancelled the job.
            (CancellationError(), JOBYARD_RETRY, "handler_error"),
        ]
        for (error, outcome, code) in cases {
            let attempt = try await run(
                .raw("fail") { _, _ in
                    await Task.yield()
                    throw error
                })
            #expect(attempt.outcome == outcome)
            #expect(attempt.errorCode == code)
        }
        let large = try await run(.raw("large") { _, _ async in Array(repeating: 0x30, count: 2 << 20) })
        #expect(large.errorCode == "result_too_large")
    }

    @Test func cancellationCancelsTheTask() async throws {
        let sleeping = JobType.raw("sleep") { _, _ in
            try await Task.sleep(for: .seconds(20))
            return nil
        }
        #expect(try await run(sleeping, cancelling: true).outcome == JOBYARD_CANCELLED)
        #expect(try await run(sleeping, isCancelled: true).outcome == JOBYARD_CANCELLED)
        let waiting = JobType.raw("wait") { _, context in
            if await context.waitUntilCancelled(for: .seconds(Int64.max)) { throw PluginFailure.cancelled }
            return nil
        }
        #expect(try await run(waiting, cancelling: true).outcome == JOBYARD_CANCELLED)
        #expect(try await run(waiting, isCancelled: true).outcome == JOBYARD_CANCELLED)
    }

    @Test func waitingEndsWithItsTime() async throws {
        let attempt = try await run(
            .raw("wait") { _, context in
                #expect(await !context.waitUntilCancelled(for: .milliseconds(5)))
                #expect(await !context.waitUntilCancelled(for: .zero))
                return nil
            })
        #expect(attempt.outcome == JOBYARD_OK)
    }

    @Test func manyAtOnce() async throws {
        let driven = try start(
            .raw("wait") { payload, context in
                _ = await context.waitUntilCancelled(for: .milliseconds(20))
                return payload
            })
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask { #expect(await driven.run("\(number)").result == "\(number)") }
            }
        }
        driven.stop()
    }

    /// As when the host has given the job up: nothing breaks, and nobody waits for it.
    @Test func aCompletionThatTheHostRefusesIsTheEndAllTheSame() async throws {
        let ended = Mutex(false)
        let driven = try start(
            .raw("late") { _, context in
                while !context.isCancelled { await Task.yield() }
                #expect(throws: HostError.stale) { try context.keep(checkpoint: [1]) }
                context.log(.info, "too late")
                return nil
            }, stop: { ended.withLock { $0 = true } })
        let job = await driven.begin("{}")
        _ = FakeHost.end(job)
        await driven.stopAfterTasks()
        #expect(ended.withLock { $0 })
    }

    @Test func shutdownWaitsForTheTasks() async throws {
        let order = Mutex<[String]>([])
        let driven = try start(
            .raw("slow") { _, context in
                _ = await context.waitUntilCancelled(for: .milliseconds(100))
                order.withLock { $0.append("task") }
                return nil
            }, stop: { order.withLock { $0.append("stop") } })
        _ = await driven.begin("{}")
        await driven.stopAfterTasks()
        #expect(order.withLock { $0 } == ["task", "stop"])
    }
}
