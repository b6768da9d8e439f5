import CJobyardPlugin
import Foundation
import HTTPRequestPolicy
import Testing

/// The plugins that come with Jobyard, as hosts meet them: loaded from their files and driven through the C ABI.
@Suite struct BuiltInPluginsTests {
    @Test(arguments: ["sleep", "math", "http_request", "echo", "random_failure"])
    func describesItself(_ name: String) throws {
        let plugin = try DrivenPlugin(builtIn: name)
        defer { plugin.stop() }
        #expect(String(cString: plugin.description.id) == "jobyard.\(name)")
        #expect(String(cString: plugin.description.version) == "1.0.0")
        #expect(plugin.description.threading == UInt32(JOBYARD_THREAD_SERIAL))
        let types = plugin.types.map(\.pointee)
        #expect(types.map { String(cString: $0.name) } == [name])
        for schema in types.flatMap({ [$0.payload_schema, $0.result_schema] }) {
            let text = String(cString: try #require(schema))
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
        }
        #expect(plugin.health(capacity: 100) == nil)
    }

    /// What the schemas promise is what the plugins do: a default that is written there cannot be computed from the
    /// code.
    @Test func defaultsAreThoseOfTheCode() throws {
        let plugin = try DrivenPlugin(builtIn: "http_request")
        defer { plugin.stop() }
        let schema = try JSONSerialization.jsonObject(
            with: Data(String(cString: try #require(plugin.types[0].pointee.payload_schema)).utf8))
        let properties = try #require((schema as? [String: Any])?["properties"] as? [String: [String: Any]])
        let expected = try #require(properties["expect_status"]?["default"])
        let statuses = try JSONDecoder().decode(
            ExpectedStatuses.self, from: try JSONSerialization.data(withJSONObject: expected))
        #expect(statuses == .usual)
        let method = try #require(properties["method"])
        #expect(method["enum"] as? [String] == RequestRules.methods)
    }

    @Test(arguments: [#"{ "a" : 1.50, "a" : "\u0000" }"#, "null", "[1,  2]", "\"λ\""])
    func echoKeepsEveryByte(_ payload: String) async throws {
        let plugin = try DrivenPlugin(builtIn: "echo")
        defer { plugin.stop() }
        let attempt = await plugin.run(payload)
        #expect(attempt.outcome == JOBYARD_OK)
        #expect(attempt.result == payload)
    }

    @Test func mathAnswers() async throws {
        let plugin = try DrivenPlugin(builtIn: "math")
        defer { plugin.stop() }
        let attempt = await plugin.run(#"{"operation": "add", "a": 5, "b": 3}"#)
        #expect(attempt.outcome == JOBYARD_OK)
        #expect(attempt.result == #"{"result": 8}"#)
    }

    @Test func mathFailsForGood() async throws {
        let plugin = try DrivenPlugin(builtIn: "math")
        defer { plugin.stop() }
        let attempt = await plugin.run(#"{"operation": "divide", "a": 5, "b": 0}"#)
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == "division_by_zero")
    }

    @Test func sleepSaysHowLongItSlept() async throws {
        let plugin = try DrivenPlugin(builtIn: "sleep")
        defer { plugin.stop() }
        let attempt = await plugin.run(#"{"duration": 0.01}"#)
        #expect(attempt.outcome == JOBYARD_OK)
        let result = try JSONDecoder().decode([String: Double].self, from: Data(try #require(attempt.result).utf8))
        #expect(try #require(result["slept"]) >= 0.01)
    }

    @Test func sleepWakesWhenCancelled() async throws {
        let plugin = try DrivenPlugin(builtIn: "sleep")
        defer { plugin.stop() }
        let attempt = await plugin.run(#"{"duration": 86400}"#, cancelling: true)
        #expect(attempt.outcome == JOBYARD_CANCELLED)
    }

    @Test(arguments: [#"{"duration": -1}"#, #"{"duration": 1e9}"#, #"{"duration": "x"}"#, "{}", "not JSON"])
    func sleepRefuses(_ payload: String) async throws {
        let plugin = try DrivenPlugin(builtIn: "sleep")
        defer { plugin.stop() }
        let attempt = await plugin.run(payload)
        #expect(attempt.outcome == JOBYARD_DISCARD)
        #expect(attempt.errorCode == "invalid_payload")
    }

    @Test func randomFailureFailsAlwaysOrNever() async throws {
        let plugin = try DrivenPlugin(builtIn: "random_failure")
        defer { plugin.stop() }
        for _ in 1...20 {
            let always = await plugin.run(#"{"failure_rate": 1}"#)
            #expect(always.outcome == JOBYARD_RETRY)
            #expect(always.errorCode == "random_failure")
            #expect(await plugin.run(#"{"failure_rate": 0}"#).outcome == JOBYARD_OK)
        }
    }

    @Test(
        arguments: [
            (#""error""#, JOBYARD_RETRY, "random_failure"), (#""permanent""#, JOBYARD_DISCARD, "random_failure"),
            (#""explode""#, JOBYARD_DISCARD, "invalid_payload"),
        ])
    func randomFailureFailsAsItIsTold(_ mode: String, _ outcome: Int32, _ code: String) async throws {
        let plugin = try DrivenPlugin(builtIn: "random_failure")
        defer { plugin.stop() }
        let attempt = await plugin.run(#"{"failure_rate": 1, "mode": \#(mode)}"#)
        #expect(attempt.outcome == outcome)
        #expect(attempt.errorCode == code)
        let spared = await plugin.run(#"{"failure_rate": 0, "mode": "crash"}"#)
        #expect(spared.outcome == JOBYARD_OK)
    }

    @Test func randomFailureDrawsBySeedAndAttempt() async throws {
        struct Drawn: Decodable, Hashable {
            let attempt: UInt32
            let draw: Double
        }
        let plugin = try DrivenPlugin(builtIn: "random_failure")
        defer { plugin.stop() }
        var draws: Set<Double> = []
        for seed in [-1, 0, 1, 42] {
            for attempt: UInt32 in 1...50 {
                var answers: Set<Drawn> = []
                for _ in 1...2 {
                    let run = await plugin.run(#"{"failure_rate": 0, "seed": \#(seed)}"#, attempt: attempt)
                    let result = try #require(run.result)
                    answers.insert(try JSONDecoder().decode(Drawn.self, from: Data(result.utf8)))
                }
                let answer = try #require(answers.first)
                #expect(answers.count == 1 && answer.attempt == attempt)
                #expect((0..<1).contains(answer.draw))
                draws.insert(answer.draw)
            }
        }
        // Seeds which are neighbours must not share one sequence, shifted by an attempt.
        #expect(draws.count == 200)
        let mean = draws.reduce(0, +) / 200
        #expect((0.4..<0.6).contains(mean))
    }
}
