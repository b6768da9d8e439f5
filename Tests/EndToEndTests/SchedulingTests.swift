import Foundation
import Testing

extension SharedServerTests {
    /// Jobs that are not to run at once.
    @Suite struct SchedulingTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        @Test func aDelayPassesFirst() async throws {
            let job = try await rest.submit("echo", ["later": true], ["delay_seconds": 0.5])
            #expect(job.status == "scheduled")
            let due = try #require(job.runAt)
            #expect(due > job.createdAt)
            let ended = try await rest.job(job.jobID, until: \.isFinal)
            #expect(ended.result == ["later": true])
            #expect(try #require(ended.startedAt) >= due)
            #expect(ended.runAt == nil)
        }

        @Test func aMomentMayBeFarAway() async throws {
            let moment = Date(timeIntervalSinceNow: 7 * 86_400).formatted(.iso8601)
            let job = try await rest.submit("echo", [:], ["run_at": .string(moment)])
            #expect(job.status == "scheduled")
            #expect(job.runAt == moment.replacing("Z", with: ".000Z"))
            let shown = try await rest.job(job.jobID)
            #expect(shown.status == "scheduled" && shown.runAt == job.runAt)
        }

        @Test(arguments: [["run_at": "2001-01-01T00:00:00Z"], ["delay_seconds": 0]] as [[String: JSON]])
        func whatIsDueRunsAtOnce(fields: [String: JSON]) async throws {
            let job = try await rest.submit("echo", [:], fields)
            #expect(job.status == "queued" && job.runAt == nil)
            #expect(try await rest.job(job.jobID, until: \.isFinal).status == "completed")
        }

        @Test func aPolicyOfItsOwnOverridesTheTypes() async throws {
            let policy: JSON = ["base_seconds": 0.01, "factor": 1, "cap_seconds": 0.02]
            let job = try await rest.run(
                "random_failure", ["failure_rate": 1], ["max_retries": 3, "retry_policy": policy])
            #expect(job.retryPolicy == policy)
            #expect(job.attempt == 4 && job.burnedAttempts == 4)
            let part = try await rest.submit("echo", [:], ["retry_policy": ["factor": 3]])
            #expect(part.retryPolicy["factor"] == 3)
            #expect((part.retryPolicy["base_seconds"]?.double ?? 0) > 0)
        }
    }
}
