import Foundation
import TestSupport
import Testing

extension OwnServerTests {
    /// Plugins of one's own in C, good ones and hostile ones, beside the built-in ones in one worker.
    @Suite(.jobyard(plugins: ["checksum": CPluginSources.firstPlugin, "hostile": CPluginSources.hostile]))
    struct PluginTests {
        let server: JobyardServer
        var rest: RESTClient { server.rest }

        init() throws { server = try JobyardServer.current }

        @Test func theFirstPluginOfTheReadmeRuns() async throws {
            #expect(CPluginSources.firstPlugin.split(separator: "\n", omittingEmptySubsequences: false).count <= 30)
            let job = try await rest.run("checksum", ["any": "JSON"])
            #expect(job.status == "completed")
            let sum = #"{"any":"JSON"}"#.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
            #expect(job.result == ["checksum": .integer(Int64(sum))])
        }

        @Test func whatATypeDeclaresIsTheDefault() async throws {
            let job = try await rest.submit("hostile.hostage")
            #expect(job.maxRetries == 2)
            #expect(job.timeoutSeconds == 60)
            #expect(try await rest.job(job.jobID, until: \.isFinal).status == "completed")
        }

        @Test func aHandlerThatIgnoresItsTimeoutIsKilledAlone() async throws {
            let hung = try await rest.submit("hostile.hang", [:], ["timeout_seconds": 0.3, "max_retries": 0])
            try await expectEchoesUndisturbed()
            let job = try await rest.job(hung.jobID, until: \.isFinal)
            #expect(job.status == "dead_letter")
            #expect(job.error?.code == "timeout")
            #expect(job.attempt == 1)
        }

        @Test func aCrashTakesItsOwnJobAlone() async throws {
            let bystander = try await Hostage.take(rest)
            let crashed = try await rest.submit("hostile.crash", [:], ["max_retries": 1])
            try await expectEchoesUndisturbed()
            let job = try await rest.job(crashed.jobID, until: \.isFinal)
            #expect(job.status == "dead_letter")
            #expect(job.error?.code == "crashed")
            #expect(job.error?.message.contains("SIGABRT") == true)
            #expect(job.attempt == 2)
            try await expectUndisturbed(bystander)
        }

        @Test func aJobThatCrashesThreeTimesIsPoison() async throws {
            let job = try await rest.run("hostile.crash", [:], ["max_retries": 50])
            #expect(job.status == "dead_letter")
            #expect(job.error?.code == "crashed")
            #expect(job.attempt == 3)
        }

        @Test func aKilledPluginHostCostsItsOwnJobOneAttempt() async throws {
            let (victim, bystander) = (try await Hostage.take(rest), try await Hostage.take(rest))
            let host = try #require(server.process.descendants.first { $0.identifier == victim.hostIdentifier })
            #expect(host.isPluginHost)
            kill(host.identifier, SIGKILL)

            // Its second attempt does not wait.
            let job = try await rest.job(victim.jobID, until: \.isFinal)
            #expect(job.status == "completed")
            #expect(job.attempt == 2)
            try await expectUndisturbed(bystander)
        }

        @Test func aPluginsCounterIsAMetric() async throws {
            try await Hostage.take(rest).release()
            let text = try await rest.get("/metrics").text
            #expect(text.contains(/plugin_hostages_taken_total{plugin="test.hostile"} [1-9]/))
        }

        private func expectUndisturbed(_ hostage: Hostage) async throws {
            #expect(try await rest.job(hostage.jobID).status == "running")
            try hostage.release()
            let job = try await rest.job(hostage.jobID, until: \.isFinal)
            #expect(job.status == "completed")
            #expect(job.attempt == 1)
        }

        private func expectEchoesUndisturbed() async throws {
            let echoes = [String](repeating: #"{"job_type":"echo","payload":{}}"#, count: 20)
            for identifier in try await rest.submitAll(echoes) {
                let job = try await rest.job(identifier, until: \.isFinal)
                #expect(job.status == "completed")
                #expect(job.attempt == 1)
            }
        }
    }
}
