import Foundation
import TestSupport
import Testing

extension SharedServerTests {
    /// Jobs that have ended without success, run again: one, or many by filter; and the dead letters among them.
    @Suite struct ReplayTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        @Test func aFailedJobRunsAgainWithItsCountsAtZero() async throws {
            let job = try await rest.run("random_failure", ["failure_rate": 1], ["max_retries": 0])
            #expect(job.status == "dead_letter")
            #expect(job.burnedAttempts == 1)
            let answer = try await rest.post("/jobs/\(job.jobID)/retry", ["discard_checkpoint": true])
            #expect(answer.status == 202)
            let queued = try answer.job()
            #expect(queued.status == "queued")
            #expect(queued.attempt == 1)
            #expect(queued.burnedAttempts == 0)
            #expect(queued.finishedAt == nil)
            let again = try await rest.job(job.jobID) { $0.isFinal && $0.attempt == 2 }
            #expect(again.status == "dead_letter")
            #expect(again.burnedAttempts == 1)
        }

        @Test func aCancelledJobRunsToItsEnd() async throws {
            let job = try await rest.submit("echo", ["back": true], ["delay_seconds": 3600])
            #expect(try await rest.post("/jobs/\(job.jobID)/cancel").job().status == "cancelled")
            let queued = try await rest.post("/jobs/\(job.jobID)/retry").job()
            #expect(queued.status == "queued")
            #expect(!queued.cancelRequested)
            #expect(try await rest.job(job.jobID, until: \.isFinal).result == ["back": true])
        }

        @Test func whatCannotRunAgainIsAConflict() async throws {
            let completed = try await rest.run("echo")
            let scheduled = try await rest.submit("echo", [:], ["delay_seconds": 3600])
            for job in [completed, scheduled] {
                let answer = try await rest.post("/jobs/\(job.jobID)/retry")
                #expect(answer.status == 409)
                #expect(try answer.problem().code == "state_conflict")
                #expect(try await rest.job(job.jobID).status == job.status)
            }
            #expect(try await rest.post("/jobs/nonsense/retry").status == 404)
        }

        @Test func deadLettersAreListedCountedAndRetried() async throws {
            let target = try LoopbackHTTPServer()
            defer { target.stop() }
            // An error code of its own: other tests leave dead letters too.
            let identifiers = try await die(3, at: target.url + "/591")
            let filter = "job_type=http_request&error_code=http_591"
            try await eventually("the dead letters are listed") { try await listed(filter).count == 3 }
            #expect(try await listed(filter) == identifiers.reversed())
            let page = try await rest.get("/dead-letters?limit=2&\(filter)").json()
            #expect(page["dead_letters"]?.elements.count == 2)
            #expect(page["groups"] == [["job_type": "http_request", "error_code": "http_591", "count": 3]])
            let cursor = try #require(page["next_cursor"]?.text)
            let rest = try await rest.get("/dead-letters?\(filter)&cursor=\(cursor)").json()
            #expect(rest["dead_letters"]?.elements.map { $0["job_id"]?.text } == [identifiers[0]])
            #expect(rest["next_cursor"] == JSON.null)
            try await expectRetried(identifiers, "http_591")
        }

        /// First only in words, then in deed: the oldest first, as many as were asked for.
        private func expectRetried(_ identifiers: [String], _ code: String) async throws {
            let filter: [String: JSON] = ["job_type": "http_request", "error_code": .string(code), "limit": 2]
            let dry = try await rest.post("/dead-letters/retry", .object(filter.merging(["dry_run": true]) { $1 }))
            #expect(dry.status == 200)
            let oldest = JSON.array(identifiers.prefix(2).map { .string($0) })
            #expect(try dry.json() == ["dry_run": true, "count": 2, "job_ids": oldest, "more": true])
            #expect(try await rest.job(identifiers[0]).attempt == 1)

            let wet = try await rest.post("/dead-letters/retry", .object(filter))
            #expect(wet.status == 202)
            #expect(try wet.json() == ["dry_run": false, "count": 2, "job_ids": oldest, "more": true])
            for identifier in identifiers.prefix(2) {
                _ = try await rest.job(identifier) { $0.isFinal && $0.attempt == 2 }
            }
            #expect(try await rest.job(identifiers[2]).attempt == 1)
        }

        @Test func failedJobsAreRetriedWhereThatIsSaid() async throws {
            let target = try LoopbackHTTPServer()
            defer { target.stop() }
            let job = try await rest.run("http_request", ["url": .string(target.url + "/491")])
            #expect(job.status == "failed")
            let standard = try await rest.post("/dead-letters/retry", ["error_code": "http_491"])
            #expect(try standard.json()["count"] == 0)
            try await eventually("it is found") {
                try await rest.post(
                    "/dead-letters/retry",
                    ["error_code": "http_491", "status_filter": ["failed", "cancelled"], "dry_run": true]
                ).json()["count"] == 1
            }
            let answer = try await rest.post(
                "/dead-letters/retry", ["error_code": "http_491", "status_filter": ["failed"]])
            #expect(try answer.json()["job_ids"] == [.string(job.jobID)])
            #expect(try await rest.job(job.jobID) { $0.isFinal && $0.attempt == 2 }.status == "failed")
        }

        @Test func aRetryOfManyNeedsABody() async throws {
            #expect(try await rest.post("/dead-letters/retry").status == 415)
            let refused = try await rest.post("/dead-letters/retry", ["limit": 0, "dryrun": true])
            #expect(refused.status == 422)
            #expect(Set(try refused.problem().errors?.map(\.pointer) ?? []) == ["/limit", "/dryrun"])
        }

        /// Jobs that are dead letters in the end, by their ids, the oldest first.
        private func die(_ count: Int, at url: String) async throws -> [String] {
            var identifiers: [String] = []
            for _ in 0..<count {
                let job = try await rest.run("http_request", ["url": .string(url)], ["max_retries": 0])
                #expect(job.status == "dead_letter")
                identifiers.append(job.jobID)
            }
            return identifiers
        }

        private func listed(_ filter: String) async throws -> [String] {
            let page = try await rest.get("/dead-letters?\(filter)").json()
            return page["dead_letters"]?.elements.compactMap { $0["job_id"]?.text } ?? []
        }
    }
}
