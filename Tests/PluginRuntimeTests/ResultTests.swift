import JobModel
import Logging
import PluginWire
import Synchronization
import Testing

@testable import PluginRuntime

/// Results that must fit a schema, and checkpoints, over the real host.
@Suite struct ResultTests {
    private static let misfit = "the result does not fit the result_schema: "

    /// What a payload that is set as the result comes to: nil, it is taken.
    static let results: [(type: String, payload: String, refusal: String?)] = [
        ("numbered", #"{"n": 1, "more": []}"#, nil),
        ("numbered", #"{"n": "one"}"#, misfit + "/n must be an integer, is a string"),
        ("numbered", "{}", misfit),
        ("numbered", "[7]", misfit + "the value must be an object, is an array"),
        ("numbered", #"{"n":"#, "the handler set a result that is not JSON"),
        ("anything", #"{"n": "one"}"#, nil),
        ("anything", "7 8", "the handler set a result that is not JSON"),
    ]

    @Test(arguments: results.indices) func aResultMustFit(_ index: Int) async throws {
        let (type, payload, refusal) = Self.results[index]
        try await TestRuntime.with([("results.c", [])]) { test in
            let report = await test.run(type, payload: payload)
            if let refusal {
                #expect(report.ending == .failed)
                #expect(report.failure?.code == "invalid_result")
                #expect(report.failure?.message.hasPrefix(refusal) == true, "\(report.failure?.message ?? "")")
                #expect(report.result == nil)
            } else {
                #expect(report.ending == .completed)
                #expect(report.resultText == payload)
            }
            #expect(test.log.lines.contains { $0.message == (refusal == nil ? "taken" : "invalid") })
            let seen = test.log.lines.filter { $0.level >= .info }
            #expect(!seen.contains { $0.message.contains("the result") }, "nothing of the result reaches the log")
        }
    }

    /// How the other ways to set a result end.
    static let endings: [(type: String, ending: AttemptEnding, code: String?, result: String?)] = [
        ("corrected", .completed, nil, #"{"n":1}"#),
        ("spoiled", .failed, "invalid_result", nil),
        ("nothing", .failed, "invalid_result", nil),
        ("fails", .failed, "boom", nil),
        ("optional", .completed, nil, "null"),
        ("completes", .completed, nil, "null"), ("bulky", .failed, "invalid_result", nil),
    ]

    @Test(arguments: endings.indices) func theLastResultCounts(_ index: Int) async throws {
        let (type, ending, code, result) = Self.endings[index]
        try await TestRuntime.with([("results.c", [])]) { test in
            let report = await test.run(type)
            #expect(report.ending == ending)
            #expect(report.failure?.code == code)
            #expect(report.resultText == result)
            if type == "nothing" {
                #expect(
                    report.failure?.message
                        == "the handler set no result, and null does not do: \(Self.misfit)the value must be an object, is null"
                )
            }
        }
    }

    @Test func aResultSchemaThatCannotBeUsedRefusesThePlugin() async throws {
        try await TestRuntime.with([("variant.c", ["RESULT_SCHEMA=\"{\\\"type\\\": 7}\""])]) { test in
            let reason = test.runtime.refusals.first?.reason ?? ""
            #expect(reason.hasPrefix("the result_schema of the job type “variant” cannot be used: "), "\(reason)")
        }
    }

    @Test func whatIsKeptJustBeforeACrashArrives() async throws {
        try await TestRuntime.with([("results.c", [])]) { test in
            let kept = Mutex<[String]>([])
            let report = await test.run(
                "keeps_and_aborts",
                onCheckpoint: { bytes in
                    kept.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
                })
            #expect(report.ending == .crashed)
            #expect(kept.withLock { $0 } == ["kept"])
        }
    }

    @Test func anAttemptSeesWhatAnEarlierOneKept() async throws {
        try await TestRuntime.with([("results.c", [])]) { test in
            #expect(await test.run("resumes").resultText == #""kept""#)
        }
    }
}
