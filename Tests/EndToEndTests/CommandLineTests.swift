import Foundation
import Testing

extension SharedServerTests {
    /// The commands, as a shell sees them: what they print, and their exit codes.
    @Suite struct CommandLineTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        private func jobyard(_ arguments: String..., input: String = "") async throws -> ChildProcess {
            try await jobyard(arguments, input: input)
        }

        private func jobyard(_ arguments: [String], input: String = "") async throws -> ChildProcess {
            let child = try ChildProcess.jobyard(
                arguments, environment: ["JOBYARD_URL": rest.url], input: input)
            try await child.end()
            return child
        }

        @Test func submitWaitsForTheResult() async throws {
            let payload = #"{"operation":"add","a":5,"b":3}"#
            let child = try await jobyard("submit", "math", "--payload", payload, "--wait")
            #expect(try await child.end() == .exit(0))
            #expect(child.standardOutput.contains("math  completed  attempt 1"))
            #expect(child.standardOutput.contains("8"))
        }

        @Test func submitAndGetPrintTheServersJSON() async throws {
            let submitted = try await jobyard("submit", "echo", "--file", "-", "--json", input: #"{"b":1, "a":2}"#)
            #expect(try await submitted.end() == .exit(0))
            let job = try JSONDecoder().decode(JobAnswer.self, from: Data(submitted.standardOutput.utf8))
            let ended = try await rest.get("/jobs/\(rest.job(job.jobID, until: \.isFinal).jobID)")
            let got = try await jobyard("get", job.jobID, "--json")
            #expect(try await got.end() == .exit(0))
            #expect(got.standardOutput == ended.text + "\n")
            #expect(got.standardOutput.contains(#""payload":{"b":1, "a":2},"#))
        }

        @Test func submitPassesItsOptionsOn() async throws {
            let child = try await jobyard(
                "submit", "echo", "--priority", "9", "--max-retries", "1", "--timeout", "2.5", "--json")
            let job = try JSONDecoder().decode(JobAnswer.self, from: Data(child.standardOutput.utf8))
            #expect(job.priority == 9)
            #expect(job.maxRetries == 1)
            #expect(job.timeoutSeconds == 2.5)
            #expect(job.payload == [:])
        }

        @Test func exitCode1IsAJobThatDidNotComplete() async throws {
            let payload = #"{"operation":"divide","a":5,"b":0}"#
            let child = try await jobyard("submit", "math", "--payload", payload, "--wait")
            #expect(try await child.end() == .exit(1))
            #expect(child.standardOutput.contains("division_by_zero"))
        }

        @Test(arguments: [["submit", "nope"], ["get", "01890000-0000-7000-8000-000000000000"], ["get", "../health"]])
        func exitCode2IsARefusal(arguments: [String]) async throws {
            let child = try ChildProcess.jobyard(arguments + ["--url", rest.url])
            #expect(try await child.end() == .exit(2))
            #expect(child.standardOutput.isEmpty)
            #expect(child.standardError.hasPrefix("jobyard: "))
        }

        @Test func exitCode3IsNoServer() async throws {
            let child = try ChildProcess.jobyard(["submit", "echo", "--url", "http://127.0.0.1:1"])
            // A port where nobody listens says so at once: no reason to sit out a timeout.
            #expect(try await child.end(within: .seconds(15)) == .exit(3))
            #expect(child.standardError.contains("http://127.0.0.1:1"))
        }

        @Test func wrongUsageIsTold() async throws {
            let child = try await jobyard("submit", "echo", "--payload", "{}", "--file", "-")
            #expect(try await child.end() == .exit(64))
            #expect(child.standardError.contains("--payload or --payload-file"))
        }

        @Test func versionIsOneLine() async throws {
            let child = try await jobyard("version")
            #expect(try await child.end() == .exit(0))
            #expect(child.standardOutput.wholeMatch(of: /jobyard \d+\.\d+\.\d+\n/) != nil)
        }

        @Test func pluginDescribeShowsADescriptor() async throws {
            let library = try InstalledTree.find().builtInPlugins.appending(path: "libsleep.so").path
            let child = try await jobyard("plugin", "describe", library)
            #expect(try await child.end() == .exit(0))
            #expect(child.standardOutput.contains("jobyard.sleep 1.0.0"))
            let json = try await jobyard("plugin", "describe", library, "--json")
            #expect(try await json.end() == .exit(0))
            let described = try JSONDecoder().decode(JSON.self, from: Data(json.standardOutput.utf8))
            #expect(described["state"] == "serving")
            #expect(described["job_types"]?.elements.first?["payload_schema"]?["properties"]?["duration"] != nil)
        }

        @Test func pluginDescribeRefusesWhatIsNoPlugin() async throws {
            let folder = try TemporaryFolder()
            let file = try folder.write("not a library", to: "broken.so")
            let child = try await jobyard("plugin", "describe", file.path)
            #expect(try await child.end() == .exit(1))
            #expect(child.standardError.contains("broken.so"))
        }

        @Test func theServersListsAreTables() async throws {
            _ = try await JobyardServer.current.rest.run("math", ["operation": "divide", "a": 1, "b": 0])
            for (arguments, words) in [
                (["list", "--status", "failed", "--type", "math"], ["STATUS", "failed", "division_by_zero"]),
                (["types"], ["jobyard.echo", "random_failure"]), (["workers"], ["SLOTS", "http_request"]),
                (["plugin", "list"], ["SHA256", "serving", "libsleep.so"]),
            ] {
                let child = try await jobyard(arguments)
                #expect(try await child.end() == .exit(0), "\(arguments): \(child.standardError)")
                for word in words { #expect(child.standardOutput.contains(word), "\(arguments)") }
                let json = try await jobyard(arguments + ["--json"])
                #expect(try await json.end() == .exit(0))
                _ = try JSONDecoder().decode(JSON.self, from: Data(json.standardOutput.utf8))
            }
        }
    }
}
