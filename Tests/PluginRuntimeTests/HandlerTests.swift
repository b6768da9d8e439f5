import Glibc
import JobModel
import Logging
import Synchronization
import TestSupport
import Testing

@testable import PluginRuntime

/// What becomes of attempts, with real plugin hosts and a real plugin in C.
@Suite struct HandlerTests {
    private static let handlers = [(source: "handlers.c", defines: [String]())]

    @Test func everyOutcomeOfAHandlerBecomesItsReport() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let payload = #"{"text": "häßlich", "list": [1, 2.50, null]}"#
            let echoed = await test.run("echo", payload: payload)
            #expect(echoed.ending == .completed)
            #expect(echoed.resultText == payload, "byte for byte")
            #expect(echoed.hostProcessID ?? 0 > 0)

            let silent = await test.run("silent")
            #expect(silent.ending == .completed)
            #expect(silent.resultText == "null", "no result was set")

            let retry = await test.run("retry")
            #expect(retry.ending == .transient)
            #expect(retry.failure == JobFailure(code: "busy", message: "try later"))
            #expect(retry.retryAfterMilliseconds == 1500)

            let discard = await test.run("discard")
            #expect(discard.ending == .failed)
            #expect(discard.failure == JobFailure(code: "bad_input", message: "no \u{FFFD} such"), "UTF-8 is repaired")

            let notJSON = await test.run("not_json")
            #expect(notJSON.ending == .failed)
            #expect(notJSON.failure?.code == "invalid_result")

            let unknown = await test.run("unknown")
            #expect(unknown.ending == .transient)
            #expect(unknown.failure?.message.contains("77") == true)

            #expect(await test.run("pending").resultText == #""later""#)
            #expect(await test.run("pending_early").resultText == #""early""#)
            #expect(test.runtime.hostProcessIDs.count == 1, "one after the other, one warm host did it all")
        }
    }

    @Test func aHandlerIsToldAllAboutItsJob() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let report = await test.run("facts", timeoutMilliseconds: 60_000)
            #expect(
                report.resultText
                    == #"["01990000-0000-7000-8000-000000000001","facts","default","00-ab-cd-01",3,2,1,1,"kept","the user's"]"#
            )
            #expect(test.counters["test.handlers/facts_total"] == 2)
            let line = try #require(test.log.lines.first { $0.message == "facts follow" })
            #expect(line.level == .warning)
            #expect(line.metadata["plugin"] == "test.handlers")
            #expect(line.metadata["job"] == "01990000-0000-7000-8000-000000000001")
            #expect(line.metadata["fields.a"] == "1")
        }
    }

    @Test func fieldsReachTheLogOrTheirFaultDoes() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            #expect(await test.run("fields").ending == .completed)
            var metadata: [String: [String: String]] = [:]
            for line in test.log.lines { metadata[line.message] = line.metadata }
            #expect(metadata["spaced"]?["fields.a"] == "[1]")
            #expect(metadata["broken"]?["fields_error"] == "expected a value, but the text ends at byte 6")
            #expect(metadata["large"]?["fields_error"] == "longer than 8192 bytes")
            #expect(metadata["none"]?.keys.allSatisfy { !$0.hasPrefix("fields") } == true)
        }
    }

    @Test(arguments: ["close(3);pause();return 0", "_exit(213)", "_exit(214)"])
    func aHandlerThatEndsItsHostHasCrashedWhateverItPretends(_ body: String) async throws {
        try await TestRuntime.with([("variant.c", ["BODY=\(body)"])]) { test in
            let report = await test.run("variant")
            #expect(report.ending == .crashed)
        }
    }

    @Test func aHandlerThatLeftItsProcessGroupIsKilledAllTheSame() async throws {
        let body = "setpgid(0,getpgid(getppid()));for(;;)pause();return 0"
        try await TestRuntime.with([("variant.c", ["BODY=\(body)"])]) { test in
            async let report = test.run("variant")
            try await eventually("there is a host") { !test.runtime.hostProcessIDs.isEmpty }
            let host = try #require(test.runtime.hostProcessIDs.first)
            try await eventually("the handler was entered") { getpgid(host) == getpgrp() }
            await test.runtime.kill(LeaseToken("w/1.0"))
            #expect(await report.ending == .handedBack)
        }
    }

    @Test func limitsAndStaleTokensAreAnswered() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let checkpoints = Mutex<[Int]>([])
            let limits = await test.run(
                "limits", onCheckpoint: { bytes in checkpoints.withLock { $0.append(bytes.count) } })
            #expect(limits.resultText == "[0,-2,0,-2,-5]")
            #expect(checkpoints.withLock { $0 } == [64 << 10])
            #expect(await test.run("stale").ending == .completed)
            #expect(await test.run("stale").ending == .completed, "with the token of the job before")
            #expect(test.counters["test.handlers/things_total"] == 3, "only of the plugin itself")
        }
    }

    @Test func settingsSecretsAndEnvironmentAreTheOperators() async throws {
        let settings = PluginSettings(
            config: ["greeting": "good day"], secrets: ["key": "abc"], environment: ["GRANTED": "yes"])
        try await TestRuntime.with(Self.handlers, settings: ["test.handlers": settings]) { test in
            #expect(await test.run("settings").resultText == #"["good day",-4,8,"ab",3,-3,"yes",1]"#)
        }
    }

    @Test func aCrashIsKnownWithItsSignalAndTheNextJobGetsANewHost() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let aborted = await test.run("aborts")
            #expect(aborted.ending == .crashed)
            #expect(aborted.failure == JobFailure(code: "crashed", message: "plugin host ended by SIGABRT"))
            #expect(aborted.signal == "SIGABRT")

            let exited = await test.run("exits")
            #expect(exited.ending == .crashed)
            #expect(exited.failure?.message == "plugin host exited with status 3")
            #expect(exited.signal == nil)
            #expect(exited.hostProcessID != aborted.hostProcessID)

            async let hanging = test.run("hang")
            try await eventually("the host runs") { test.runtime.hostProcessIDs.count == 1 }
            let host = try #require(test.runtime.hostProcessIDs.first)
            try await eventually("the handler was entered") { try Processes.isAsleepInHandler(host) }
            kill(host, SIGKILL)
            let killed = await hanging
            #expect(killed.ending == .crashed)
            #expect(killed.signal == "SIGKILL")
            #expect(await test.run("silent").ending == .completed)
        }
    }

    @Test func whoOverrunsTheTimeoutIsAskedThenKilled() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let hung = await test.run("hang", timeoutMilliseconds: 250)
            #expect(hung.ending == .timedOut)
            #expect(hung.failure == JobFailure(code: "timeout", message: "did not end within 0.25 s"))

            let polite = await test.run("polite", timeoutMilliseconds: 1000)
            #expect(polite.ending == .timedOut, "it ended within the grace, but without success")
            #expect(polite.failure?.message == "did not end within 1 s")
            #expect(polite.progress == JobProgress(fraction: 0.5, message: "half"))

            let stubborn = await test.run("stubborn", timeoutMilliseconds: 250)
            #expect(stubborn.ending == .completed, "success wins")
        }
    }

    @Test func whoGivesNoSignOfLifeIsAskedThenKilled() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let hung = await test.run("stalls")
            #expect(hung.ending == .timedOut)
            #expect(hung.failure == JobFailure(code: "stalled", message: "gave no sign of life for 0.25 s"))
            #expect(await test.run("beats").ending == .completed)
        }
    }

    @Test func cancellingAsksAndThenKills() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            for (type, ending) in [
                ("polite", AttemptEnding.cancelled), ("hang", .cancelled), ("stubborn", .completed),
            ] {
                async let report = test.run(type, token: "w/7.0")
                try await eventually("the handler was entered") {
                    guard let host = test.runtime.hostProcessIDs.first else { return false }
                    return try Processes.isAsleepInHandler(host)
                }
                await test.runtime.cancel(LeaseToken("w/7.0"))
                #expect(await report.ending == ending, "\(type)")
            }
        }
    }

    @Test func aKillHandsBackAtOnce() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            async let report = test.run("hang", token: "w/8.0")
            try await eventually("there is a host") { !test.runtime.hostProcessIDs.isEmpty }
            await test.runtime.kill(LeaseToken("w/8.0"), reason: "the lease is gone")
            #expect(await report.ending == .handedBack)
            #expect(await report.failure?.message == "the lease is gone")
        }
    }

    @Test func aCancelBeforeThereIsAHostStartsNothing() async throws {
        let slow = [(source: "variant.c", defines: ["INIT=sleep(60);return 0"])]
        try await TestRuntime.with(slow) { test in
            async let report = test.run("variant", token: "w/9.0")
            try await eventually("there is a host") { !test.runtime.hostProcessIDs.isEmpty }
            await test.runtime.cancel(LeaseToken("w/9.0"))
            #expect(await report.ending == .cancelled)
            try await eventually("the slow host is ended") { test.runtime.hostProcessIDs.isEmpty }
        }
    }

    @Test func oneJobAtATimeInAHostAndNoMoreHostsThanAreUsed() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let hosts = await withTaskGroup(of: Int32?.self) { group in
                for index in 0..<3 {
                    group.addTask {
                        await test.run("polite", timeoutMilliseconds: 1500, token: "w/1.\(index)").hostProcessID
                    }
                }
                return await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(hosts.count == 3, "three at once need three hosts")
            let again = await test.run("silent").hostProcessID
            #expect(hosts.contains(again), "they stay warm")
            #expect(test.runtime.hostProcessIDs.count == 3)
        }
    }

    @Test func aHostThatDiesIdleIsReplacedOnDemand() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let first = try #require(await test.run("silent").hostProcessID)
            kill(first, SIGKILL)
            try await eventually("its death is known") { test.runtime.hostProcessIDs.isEmpty }
            let report = await test.run("silent")
            #expect(report.ending == .completed)
            #expect(report.hostProcessID != first)
        }
    }

    @Test func aFloodOfOutputIsReadDroppedAndCounted() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            #expect(await test.run("chatty").ending == .completed)
            let lines = test.log.lines.filter { $0.message.hasSuffix("of very many") }
            #expect(lines.count >= 500)
            #expect(lines.count < 100_000)
            #expect(lines.first?.metadata["stream"] == "stdout")
            #expect(lines.first?.metadata["job"] != nil)
        }
    }

    @Test func whatAHandlerStartedEndsWithItsHost() async throws {
        try await TestRuntime.with(Self.handlers) { test in
            let child = Mutex<pid_t>(0)
            async let report = test.run(
                "breeds", token: "w/4.0",
                onProgress: { progress in
                    child.withLock { $0 = pid_t(progress.message ?? "") ?? 0 }
                })
            try await eventually("the handler has started a process") { child.withLock { $0 } > 0 }
            let started = child.withLock { $0 }
            #expect(Processes.exists(started))
            await test.runtime.kill(LeaseToken("w/4.0"))
            #expect(await report.ending == .handedBack)
            try await eventually("it is gone") { !Processes.exists(started) }
        }
    }
}
