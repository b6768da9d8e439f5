import Testing

extension SharedServerTests {
    /// How failures become states.
    @Suite struct RetryTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        @Test func whatFailsByChanceIsRetriedUntilItCompletes() async throws {
            let seeds = 1...6
            let first = try await attempts(seeds)
            #expect(first.contains { $0 > 1 })
            // The draw depends on seed and attempt alone.
            #expect(try await attempts(seeds) == first)
        }

        private func attempts(_ seeds: ClosedRange<Int>) async throws -> [Int] {
            let bodies = seeds.map {
                #"{"job_type":"random_failure","payload":{"failure_rate":0.4,"seed":\#($0)},"max_retries":20}"#
            }
            var attempts: [Int] = []
            for identifier in try await rest.submitAll(bodies) {
                let job = try await rest.job(identifier, within: .seconds(60), until: \.isFinal)
                #expect(job.status == "completed")
                attempts.append(job.attempt)
            }
            return attempts
        }

        @Test func whatAlwaysFailsEndsInTheDeadLetters() async throws {
            let job = try await rest.run("random_failure", ["failure_rate": 1], ["max_retries": 1])
            #expect(job.status == "dead_letter")
            #expect(job.attempt == 2)
            #expect(job.error != nil)
            #expect(job.finishedAt != nil)
        }

        @Test func whatWaitsForItsRetryIsShownAsRetrying() async throws {
            // Each wait is twice as long as the one before: one of them is long enough to be seen.
            let job = try await rest.submit("random_failure", ["failure_rate": 1], ["max_retries": 10])
            // The state comes from Redis, the error with the row a moment later.
            let retrying = try await rest.job(job.jobID) { $0.status == "retrying" && $0.error != nil }
            #expect((1...10).contains(retrying.attempt))
        }

        @Test func aDivisionByZeroIsFinal() async throws {
            let job = try await rest.run("math", ["operation": "divide", "a": 1, "b": 0])
            #expect(job.status == "failed")
            #expect(job.attempt == 1)
            #expect(job.error?.code == "division_by_zero")
        }

        @Test func aJobThatTakesTooLongIsToldToEnd() async throws {
            let job = try await rest.run("sleep", ["duration": 60], ["timeout_seconds": 0.2, "max_retries": 0])
            #expect(job.status == "dead_letter")
            #expect(job.error?.code == "timeout")
        }
    }
}
