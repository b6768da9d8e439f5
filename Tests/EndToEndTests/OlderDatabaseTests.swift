import Foundation
import TestSupport
import Testing

extension OwnServerTests {
    /// PostgreSQL was restored from yesterday: an alarm, and nothing is done by guess until an operator decides.
    @Suite struct OlderDatabaseTests {
        enum Age: CaseIterable, Sendable {
            case entries, epoch

            var label: String { self == .entries ? "missing_entries" : "older_epoch" }
        }

        @Test(arguments: Age.allCases) func itStopsAllUntilTheRightOneIsBack(age: Age) async throws {
            try await PostgresDeployment.with { deployment in
                let jobs = try await exchange(deployment, age)
                await deployment.postgres.stop()
                try deployment.postgres.put("right", asData: true)
                try await deployment.postgres.start()
                try await deployment.expectToAccept(1)
                #expect(try await deployment.metric(series(age)) == 0)
                #expect(try await deployment.rest.job(jobs.since).result == ["since": true])
                #expect(try await deployment.rest.job(jobs.waiting).status == "scheduled")
            }
        }

        @Test(arguments: Age.allCases) func whatHappenedSinceMayBeGivenUp(age: Age) async throws {
            try await PostgresDeployment.with { deployment in
                let jobs = try await exchange(deployment, age)
                #expect(try await deployment.askRedis("UNLINK", "{jobyard}:meta") == "1")
                try await deployment.expectToAccept(1)
                #expect(try await deployment.metric(series(age)) == 0)
                #expect(try await deployment.rest.job(jobs.before).result == ["before": true])
                for id in [jobs.since, jobs.waiting] {
                    #expect(try await deployment.rest.get("/jobs/\(id)").status == 404)
                }
                #expect(try await deployment.askRedis("HEXISTS", "{jobyard}:live", jobs.waiting) == "0")
            }
        }

        /// Puts a copy back from before the job `since` ran and `waiting` came, and sees what is made of it.
        private func exchange(
            _ deployment: PostgresDeployment, _ age: Age
        ) async throws -> (before: String, since: String, waiting: String) {
            let (postgres, rest) = (deployment.postgres, deployment.rest)
            let before = try await rest.run("echo", ["before": true])
            await postgres.stop()
            try await postgres.copyData(to: "copy")
            try await postgres.start()
            if age == .epoch {
                let epoch = try await deployment.askRedis("HGET", "{jobyard}:meta", "epoch")
                try await deployment.redis.restart()
                try await eventually("the restarted Redis is adopted", timeout: .seconds(60)) {
                    try await deployment.askRedis("HGET", "{jobyard}:meta", "epoch") != epoch
                }
            }
            try await deployment.waitUntilAccepting()
            let since = try await rest.run("echo", ["since": true])
            let waiting = try await rest.submit("echo", ["waiting": true], ["delay_seconds": 300])
            try await eventually("Redis has let go of what is recorded") {
                try await deployment.askRedis("XLEN", "{jobyard}:events") == "0"
            }

            await postgres.stop()
            try postgres.put("right", asData: false)
            try postgres.put("copy", asData: true)
            try await postgres.start()
            try await eventually("the alarm is raised", timeout: .seconds(60)) {
                try await rest.get("/health").json()["record"]?.text?.hasPrefix("stopped: ") == true
            }
            #expect(try await rest.get("/health").status == 503)
            #expect(try await deployment.metric(series(age)) == 1)
            #expect(deployment.server.process.standardError.contains("critical"))
            let refused = [
                try await rest.post("/jobs", ["job_type": "echo", "payload": [:]]),
                try await rest.get("/jobs/\(since.jobID)"),
                try await rest.post("/jobs/\(waiting.jobID)/cancel"),
            ]
            for answer in refused {
                #expect(answer.status == 503)
                #expect(answer.headers["retry-after"] == "1")
                #expect(try answer.problem().detail.contains("older than Redis"))
            }
            #expect(try await deployment.askRedis("HEXISTS", "{jobyard}:live", waiting.jobID) == "1")
            return (before.jobID, since.jobID, waiting.jobID)
        }

        private func series(_ age: Age) -> String { #"recorder_stopped{reason="\#(age.label)"}"# }
    }
}

extension PostgresServerProcess {
    /// Copies the cluster, which does not run.
    fileprivate nonisolated func copyData(to name: String) async throws {
        try await runToEnd(["cp", "-a", directory + "/data", "\(directory)/\(name)"])
    }

    /// Moves it away under this name, or back from there.
    fileprivate nonisolated func put(_ name: String, asData isBack: Bool) throws {
        let (data, aside) = (directory + "/data", "\(directory)/\(name)")
        if isBack, FileManager.default.fileExists(atPath: data) { try FileManager.default.removeItem(atPath: data) }
        try FileManager.default.moveItem(atPath: isBack ? aside : data, toPath: isBack ? data : aside)
    }
}
