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

        @Test func submitMayAskForLaterAndForOnce() async throws {
            let arguments = [
                "submit", "echo", "--delay", "3600", "--idempotency-key", "cli \(UUID())", "--retry-base", "0.5",
                "--retry-factor", "3", "--retry-cap", "60", "--json",
            ]
            let first = try await jobyard(arguments)
            #expect(try await first.end() == .exit(0))
            #expect(first.standardError.isEmpty)
            let job = try JSONDecoder().decode(JobAnswer.self, from: Data(first.standardOutput.utf8))
            #expect(job.status == "scheduled" && job.runAt != nil)
            #expect(job.retryPolicy == ["base_seconds": 0.5, "factor": 3, "cap_seconds": 60])
            let second = try await jobyard(arguments)
            #expect(try await second.end() == .exit(0))
            #expect(second.standardError.contains("idempotency key"))
            #expect(second.standardOutput.contains(job.jobID))
            let moment = try await jobyard("submit", "echo", "--run-at", "2001-01-01T00:00:00Z")
            #expect(moment.standardOutput.contains("queued"))
        }

        @Test func cancelTriesEachJobAndTheWorstStatusCounts() async throws {
            let jobs = [try await later(), try await later()]
            let absent = "01890000-0000-7000-8000-000000000000"
            let child = try await jobyard("cancel", jobs[0], absent, jobs[1])
            #expect(try await child.end() == .exit(2))
            #expect(
                child.standardOutput == jobs.map { "\($0)  echo  cancelled  attempt 0\n" }.joined())
            #expect(child.standardError.contains(absent) && child.standardError.contains("[not_found]"))
            let json = try await jobyard("cancel", jobs[0], "--json")
            #expect(try await json.end() == .exit(0))
            #expect(json.standardOutput == (try await rest.get("/jobs/\(jobs[0])").text) + "\n")
        }

        @Test func retryRunsAJobAgain() async throws {
            let cancelled = try await later()
            #expect(try await rest.post("/jobs/\(cancelled)/cancel").status == 202)
            let child = try await jobyard("retry", cancelled, "--discard-checkpoint")
            #expect(try await child.end() == .exit(0))
            #expect(child.standardOutput == "\(cancelled)  echo  queued  attempt 0\n")
            #expect(try await rest.job(cancelled, until: \.isFinal).status == "completed")
            let conflict = try await jobyard("retry", cancelled)
            #expect(try await conflict.end() == .exit(2))
            #expect(conflict.standardError.contains("[state_conflict]"))
        }

        @Test func attemptsAreATable() async throws {
            let job = try await rest.run("math", ["operation": "divide", "a": 1, "b": 0])
            let table = try await jobyard("attempts", job.jobID)
            #expect(try await table.end() == .exit(0))
            for word in ["OUTCOME", "failed", "division_by_zero"] { #expect(table.standardOutput.contains(word)) }
            let json = try await jobyard("attempts", job.jobID, "--json")
            let attempts = try JSONDecoder().decode(JSON.self, from: Data(json.standardOutput.utf8))
            #expect(attempts["attempts"]?.elements.first?["outcome"] == "failed")
            #expect(try await jobyard("attempts", "nonsense").end() == .exit(2))
        }

        @Test func deadLettersAreShownAndRetried() async throws {
            let target = try LoopbackHTTPServer()
            defer { target.stop() }
            let job = try await rest.run("http_request", ["url": .string(target.url + "/592")], ["max_retries": 0])
            let filter = ["--type", "http_request", "--error-code", "http_592"]
            let list = try await jobyard(["dead-letters", "list"] + filter)
            #expect(try await list.end() == .exit(0))
            for word in ["DEAD LETTERS", "http_592", job.jobID] { #expect(list.standardOutput.contains(word)) }

            let dry = try await jobyard(["dead-letters", "retry", "--dry-run"] + filter)
            #expect(dry.standardOutput == job.jobID + "\n")
            #expect(dry.standardError == "jobyard: 1 job would be queued again\n")
            let wet = try await jobyard(["dead-letters", "retry", "--limit", "1", "--json"] + filter)
            #expect(try await wet.end() == .exit(0))
            let answer = try JSONDecoder().decode(JSON.self, from: Data(wet.standardOutput.utf8))
            #expect(answer == ["dry_run": false, "count": 1, "job_ids": [.string(job.jobID)], "more": false])
            _ = try await rest.job(job.jobID) { $0.isFinal && $0.attempt == 2 }
            #expect(try await jobyard("dead-letters", "retry", "--status", "running").end() == .exit(2))
        }

        /// A job that waits.
        private func later() async throws -> String {
            try await rest.submit("echo", [:], ["delay_seconds": 3600]).jobID
        }

        @Test func exitCode1IsAJobThatDidNotComplete() async throws {
            let payload = #"{"operation":"divide","a":5,"b":0}"#
            let child = try await jobyard("submit", "math", "--payload", payload, "--wait")
            #expect(try await child.end() == .exit(1))
            #expect(child.standardOutput.contains("division_by_zero"))
        }

        @Test(arguments: [
            ["submit", "nope"], ["get", "01890000-0000-7000-8000-000000000000"], ["get", "../health"],
            ["cancel", "../health"], ["submit", "echo", "--delay=-1"], ["dead-letters", "list", "--limit", "0"],
        ])
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

        @Test(arguments: [
            (["submit", "echo", "--payload", "{}", "--file", "-"], "--payload or --payload-file"),
            (["submit", "echo", "--delay", "1", "--run-at", "2999-01-01T00:00:00Z"], "--run-at or --delay"),
            (["submit", "echo", "--retry-cap", "inf"], "--retry-cap"), (["cancel"], "<ids>"), (["retry"], "<ids>"),
            (["attempts"], "<id>"),
        ])
        func wrongUsageIsTold(arguments: [String], word: String) async throws {
            let child = try await jobyard(arguments)
            #expect(try await child.end() == .exit(64))
            #expect(child.standardError.contains(word))
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
