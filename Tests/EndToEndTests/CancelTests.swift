import Testing

extension SharedServerTests {
    /// `POST /jobs/{id}/cancel`, in every state of a job.
    @Suite struct CancelTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        private func cancel(_ identifier: String) async throws -> RESTAnswer {
            try await rest.post("/jobs/\(identifier)/cancel")
        }

        @Test func whatHasNotBegunIsOverAtOnce() async throws {
            let job = try await rest.submit("echo", [:], ["delay_seconds": 3600])
            #expect(job.status == "scheduled")
            // The second time finds it cancelled, which is what was wanted.
            for _ in 1...2 {
                let answer = try await cancel(job.jobID)
                #expect(answer.status == 202)
                let cancelled = try answer.job()
                #expect(cancelled.status == "cancelled")
                #expect(cancelled.jobID == job.jobID)
                #expect(cancelled.runAt == nil)
                #expect(cancelled.finishedAt != nil)
            }
            #expect(try await rest.job(job.jobID).status == "cancelled")
        }

        @Test func whatWaitsForItsRetryIsOverAtOnce() async throws {
            let job = try await rest.submit(
                "random_failure", ["failure_rate": 1],
                ["max_retries": 10, "retry_policy": ["base_seconds": 600, "cap_seconds": 600]])
            let retrying = try await rest.job(job.jobID) { $0.status == "retrying" }
            #expect(retrying.runAt != nil)
            #expect(retrying.burnedAttempts == 1)
            #expect(try await cancel(job.jobID).job().status == "cancelled")
        }

        @Test func whatRunsIsToldToEnd() async throws {
            let job = try await rest.submit("sleep", ["duration": 120])
            _ = try await rest.job(job.jobID) { $0.status == "running" }
            let answer = try await cancel(job.jobID)
            #expect(answer.status == 202)
            let told = try answer.job()
            #expect(["running", "cancelled"].contains(told.status))
            #expect(told.cancelRequested)
            let ended = try await rest.job(job.jobID, until: \.isFinal)
            #expect(ended.status == "cancelled")
            #expect(ended.cancelRequested)
            #expect(ended.attempt == 1)
        }

        @Test func whatIsOverOtherwiseIsAConflict() async throws {
            for (job, status) in [
                (try await rest.run("echo"), "completed"),
                (try await rest.run("math", ["operation": "divide", "a": 1, "b": 0]), "failed"),
            ] {
                let answer = try await cancel(job.jobID)
                #expect(answer.status == 409)
                let problem = try answer.problem()
                #expect(problem.code == "state_conflict")
                #expect(problem.detail.contains(job.jobID) && problem.detail.contains(status))
                #expect(try await rest.job(job.jobID).status == status)
            }
        }

        @Test(arguments: ["01890000-0000-7000-8000-000000000000", "nonsense"])
        func whatIsNotThere(identifier: String) async throws {
            let answer = try await cancel(identifier)
            #expect(answer.status == 404)
            #expect(try answer.problem().code == "not_found")
        }
    }
}
