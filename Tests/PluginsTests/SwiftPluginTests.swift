import CJobyardPlugin
import JobyardPlugin
import JobyardPluginCodable
import Testing

/// Plugins written with the Swift layer, driven through the C ABI.
@Suite struct SwiftPluginTests {
    struct Payload: Codable {
        let number: Int
    }

    struct Unexpected: Error, CustomStringConvertible {
        let description = "out of paper"
    }

    /// Starts a plugin with one job type, runs one attempt and stops it.
    private func run(
        _ type: JobType, _ payload: String = "{}", host: FakeHost = .plain, checkpoint: [UInt8] = [],
        remainingMilliseconds: Int64 = .max, cancelling: Bool = false
    ) async throws -> FakeHost.Attempt {
        let plugin = Plugin(id: "test.plugin", version: "1.0.0", types: [type])
        let driven = try DrivenPlugin(plugin.descriptor, host: host)
        defer { driven.stop() }
        return await driven.run(
            payload, attempt: 2, checkpoint: checkpoint, remainingMilliseconds: remainingMilliseconds,
            cancelling: cancelling)
    }

    @Test func descriptorSaysWhatThePluginIs() throws {
        let type = JobType.raw(
            "resize", description: "Makes pictures smaller.", payloadSchema: "true",
            limits: JobTypeLimits(maximumRetries: 0, concurrency: 4, timeout: .seconds(90), backoffFactor: 1.5)
        ) { payload, _ in payload }
        let plugin = Plugin(id: "com.acme.resize", version: "2.1.0", types: [type, type], threading: .parallel)
        let driven = try DrivenPlugin(plugin.descriptor)
        defer { driven.stop() }
        #expect(String(cString: driven.description.id) == "com.acme.resize")
        #expect(String(cString: driven.description.version) == "2.1.0")
        #expect(driven.description.size == 64)
        #expect(driven.description.abi == 1 << 16)
        #expect(driven.description.threading == UInt32(JOBYARD_THREAD_PARALLEL))
        #expect(driven.types.count == 2)
        let described = try #require(driven.types.first).pointee
        #expect(described.size == 96)
        #expect(String(cString: described.name) == "resize")
        #expect(String(cString: described.description) == "Makes pictures smaller.")
        #expect(String(cString: described.payload_schema) == "true")
        #expect(described.result_schema == nil)
        #expect(described.max_retries == JOBYARD_NONE)
        #expect(described.concurrency == 4)
        #expect(described.timeout_ms == 90_000)
        #expect(described.heartbeat_timeout_ms == 0)
        #expect(described.backoff_factor_milli == 1500)
    }

    @Test func rawBytesAndContext() async throws {
        let attempt = try await run(
            .raw("raw") { payload, context in
                #expect(payload == Array("[1]".utf8))
                #expect(context.jobID == "018f-job" && context.jobType == "raw" && context.pool == "default")
                #expect(context.attempt == 2 && context.retriesLeft == 3 && context.traceParent == nil)
                #expect(context.checkpoint == [1, 2])
                #expect(context.remainingTime == .seconds(5))
                #expect(!context.isCancelled)
                try context.checkCancellation()
                #expect(context.configuration("color") == nil)
                #expect(throws: HostError.denied) { try context.secret("token") }
                #expect(throws: HostError.tooBig) { try context.keep(checkpoint: Array(repeating: 0, count: 70_000)) }
                try context.keep(checkpoint: [3])
                context.heartbeat()
                context.progress(0.5, "half")
                context.log(.warning, "low ink", fields: ["color": "cyan", "pages": 3, "left": 0.5, "empty": false])
                return Array("\"done\"".utf8)
            }, "[1]", checkpoint: [1, 2], remainingMilliseconds: 5000)
        #expect(attempt.outcome == JOBYARD_OK)
        #expect(attempt.result == "\"done\"")
        #expect(attempt.checkpoint == [3])
        #expect(attempt.progress == [0.5])
        #expect(attempt.log == [#"3 low ink{"color":"cyan","empty":false,"left":0.5,"pages":3}"#])
    }

    @Test func noTimeoutNoCheckpointNoResult() async throws {
        let attempt = try await run(
            .raw("raw") { _, context in
                #expect(context.remainingTime == nil)
                #expect(context.checkpoint == nil)
                return nil
            })
        #expect(attempt.outcome == JOBYARD_OK)
        #expect(attempt.result == nil)
    }

    @Test func settingsOfAnyLength() async throws {
        let attempt = try await run(
            .raw("raw") { _, context in Array((context.configuration("text") ?? "").utf8) }, host: .verbose)
        #expect(attempt.result == String(repeating: "x", count: 1000))
    }

    @Test func aSettingThatCannotBeReadIsNotOneThatIsNotSet() async throws {
        let type = JobType.raw("raw") { _, context in
            #expect(context.configuration("color") == nil)
            return nil
        }
        #expect(try await run(type, host: .unreadable).log == ["4 the setting color cannot be read: invalid"])
        #expect(try await run(type, host: .plain).log == [], "it is not set")
    }

    @Test func codableInAndOut() async throws {
        let type = JobType.codable("double") { (payload: Payload, _) in Payload(number: payload.number * 2) }
        let attempt = try await run(type, #"{"number": 21}"#)
        #expect(attempt.outcome == JOBYARD_OK)
        #expect(attempt.result == #"{"number":42}"#)
    }

    @Test func payloadOfAnotherTypeIsDiscarded() async throws {
        let type = JobType.codable("double") { (payload: Payload, _) in payload }
        let attempt = try await run(type, #"{"number": "x"}"#)
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == "invalid_payload")
    }

    @Test func resultThatJSONCannotHoldIsDiscarded() async throws {
        let attempt = try await run(.codable("nan") { (_: Payload, _) in [Double.nan] }, #"{"number": 1}"#)
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == "invalid_result")
    }

    @Test func resultThatTheHostRefusesIsDiscarded() async throws {
        let attempt = try await run(.raw("large") { _, _ in Array(repeating: 0x30, count: 2 << 20) })
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == "result_too_large")
    }

    @Test func failures() async throws {
        let retry = try await run(
            .raw("fail") { _, _ in throw PluginFailure.retry(code: "busy", message: "later", after: .seconds(2)) })
        #expect(retry.outcome == JOBYARD_RETRY)
        #expect(retry.errorCode == "busy" && retry.errorMessage == "later" && retry.retryAfterMilliseconds == 2000)

        let discard = try await run(
            .raw("fail") { _, _ in throw PluginFailure.discard(code: "gone", message: "for good") })
        #expect(discard.outcome == JOBYARD_DISCARD)
        #expect(discard.errorCode == "gone" && discard.errorMessage == "for good")

        let cancelled = try await run(.raw("fail") { _, _ in throw PluginFailure.cancelled })
        #expect(cancelled.outcome == JOBYARD_CANCELLED)
        #expect(cancelled.errorCode == nil)

        let other = try await run(.raw("fail") { _, _ in throw Unexpected() })
        #expect(other.outcome == JOBYARD_RETRY)
        #expect(other.errorCode == "handler_error" && other.errorMessage == "out of paper")
        #expect(other.retryAfterMilliseconds == -1)
    }

    @Test func cancellationWakesAWaitingHandler() async throws {
        let attempt = try await run(
            .raw("wait") { _, context in
                if context.waitUntilCancelled(for: .seconds(3600)) { throw PluginFailure.cancelled }
                return nil
            }, cancelling: true)
        #expect(attempt.outcome == JOBYARD_CANCELLED)
    }

    @Test func waitingEndsWithItsTime() async throws {
        let attempt = try await run(
            .raw("wait") { _, context in
                #expect(!context.waitUntilCancelled(for: .milliseconds(5)))
                #expect(!context.waitUntilCancelled(for: .zero))
                return nil
            })
        #expect(attempt.outcome == JOBYARD_OK)
    }

    @Test func aValueIsKeptForTheNextAttempt() async throws {
        let type = JobType.raw("resume") { _, context in
            let reached = context.checkpoint(as: Payload.self)?.number ?? 0
            try context.keep(checkpoint: Payload(number: reached + 1))
            return Array("\(reached)".utf8)
        }
        let first = try await run(type)
        #expect(first.result == "0")
        let second = try await run(type, checkpoint: try #require(first.checkpoint))
        #expect(second.result == "1")
        #expect(second.checkpoint == Array(#"{"number":2}"#.utf8))
        let unreadable = try await run(type, checkpoint: [1, 2, 3])
        #expect(unreadable.result == "0")
        #expect(unreadable.log == ["3 the checkpoint is no Payload, and passed over"])
    }

    @Test func aValueThatIsTooLargeIsNotKept() async throws {
        let attempt = try await run(
            .raw("keep") { _, context in
                let text = String(repeating: "x", count: 70_000)
                #expect(throws: HostError.tooBig) { try context.keep(checkpoint: text) }
                #expect(throws: (any Error).self) { try context.keep(checkpoint: [Double.nan]) }
                return nil
            })
        #expect(attempt.outcome == JOBYARD_OK)
        #expect(attempt.checkpoint == nil)
    }

    @Test func startRefusesAndHealthComplains() throws {
        let refusing = Plugin(id: "test.refusing", version: "1", types: [], start: { _ in throw Unexpected() })
        #expect(throws: DrivenPlugin.Failure.self) { try DrivenPlugin(refusing.descriptor) }

        let ailing = Plugin(id: "test.ailing", version: "1", types: [], health: { throw Unexpected() })
        let driven = try DrivenPlugin(ailing.descriptor)
        defer { driven.stop() }
        #expect(driven.health(capacity: 100) == "out of paper")
        #expect(driven.health(capacity: 4) == "out")
    }
}
