import TestSupport
import Testing

extension SharedServerTests {
    /// `GET /jobs/{id}/attempts`: who ran a job, how each attempt ended, and why.
    @Suite struct AttemptsTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        /// The record follows the queue by moments.
        private func attempts(of identifier: String, count: Int) async throws -> [JSON] {
            var attempts: [JSON] = []
            try await eventually("there are \(count) attempts, all over") {
                attempts = try await rest.get("/jobs/\(identifier)/attempts").json()["attempts"]?.elements ?? []
                return attempts.count == count && attempts.allSatisfy { $0["ended_at"] != JSON.null }
            }
            return attempts
        }

        @Test func aCrashNamesItsSignal() async throws {
            let job = try await rest.run(
                "random_failure", ["failure_rate": 1, "mode": "crash"],
                ["max_retries": 1, "retry_policy": ["base_seconds": 0.01]])
            #expect(job.crashes == 2)
            let attempts = try await attempts(of: job.jobID, count: 2)
            #expect(attempts.map { $0["attempt"] } == [1, 2])
            for attempt in attempts {
                #expect(attempt["outcome"] == "crashed")
                #expect(attempt["signal"] == "SIGABRT")
                #expect(attempt["error"]?["code"] == "crashed")
                #expect((attempt["host_pid"]?.double ?? 0) > 1)
                #expect(attempt["worker"]?.text == job.worker)
                let (start, end) = (try #require(attempt["started_at"]?.text), try #require(attempt["ended_at"]?.text))
                #expect(job.createdAt <= start && start <= end)
            }
        }

        @Test func aSuccessHasNeitherErrorNorSignal() async throws {
            let job = try await rest.run("echo")
            let attempt = try #require(try await attempts(of: job.jobID, count: 1).first)
            #expect(attempt["outcome"] == "completed")
            #expect(attempt["error"] == JSON.null && attempt["signal"] == JSON.null)
        }

        @Test func whatHasNotBegunHasNone() async throws {
            let job = try await rest.submit("echo", [:], ["delay_seconds": 3600])
            let answer = try await rest.get("/jobs/\(job.jobID)/attempts")
            #expect(answer.status == 200)
            #expect(try answer.json() == ["attempts": []])
        }

        @Test(arguments: ["01890000-0000-7000-8000-000000000000", "nonsense"])
        func whatIsNotThere(identifier: String) async throws {
            let answer = try await rest.get("/jobs/\(identifier)/attempts")
            #expect(answer.status == 404)
            #expect(try answer.problem().code == "not_found")
        }
    }
}
