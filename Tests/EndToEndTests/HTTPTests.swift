import Foundation
import Testing

extension SharedServerTests {
    /// What REST owes to HTTP, beside its answers.
    @Suite struct HTTPTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        @Test(arguments: [
            ("PUT", "/jobs", "GET, HEAD, OPTIONS, POST"), ("DELETE", "/jobs/x", "GET, HEAD, OPTIONS"),
            ("POST", "/health", "GET, HEAD, OPTIONS"), ("PATCH", "/workers", "GET, HEAD, OPTIONS"),
            ("GET", "/jobs/x/cancel", "OPTIONS, POST"), ("PUT", "/jobs/x/retry", "OPTIONS, POST"),
            ("POST", "/jobs/x/attempts", "GET, HEAD, OPTIONS"), ("POST", "/dead-letters", "GET, HEAD, OPTIONS"),
            ("GET", "/dead-letters/retry", "OPTIONS, POST"),
        ])
        func aMethodThatAPathDoesNotTake(method: String, path: String, allowed: String) async throws {
            let answer = try await rest.request(method, path)
            #expect(answer.status == 405)
            #expect(Self.sorted(answer.headers["allow"]) == allowed)
            #expect(try answer.problem().code == "method_not_allowed")
        }

        @Test func optionsNamesTheMethods() async throws {
            let answer = try await rest.request("OPTIONS", "/jobs")
            #expect(answer.status == 204)
            #expect(Self.sorted(answer.headers["allow"]) == "GET, HEAD, OPTIONS, POST")
            #expect(try await rest.request("OPTIONS", "/nowhere").status == 404)
        }

        @Test(arguments: [
            "/health", "/jobs?limit=1", "/jobs/nope", "/nowhere", "/jobs?limit=x", "/jobs/nope/attempts",
            "/dead-letters?job_type=nobody.offers.it", "/dead-letters?limit=x",
        ])
        func headIsGetWithoutItsBody(path: String) async throws {
            let get = try await rest.get(path)
            let head = try await rest.request("HEAD", path)
            #expect(head.status == get.status)
            #expect(head.headers["content-type"] == get.headers["content-type"])
            #expect(head.headers["content-length"] != nil)
            #expect(head.bytes.isEmpty)
        }

        @Test(arguments: [
            "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "json", "",
        ])
        func aBodyThatIsNotSaidToBeJSON(type: String) async throws {
            let answer = try await rest.request(
                "POST", "/jobs", body: Array(#"{"job_type":"echo","payload":{}}"#.utf8), headers: ["Content-Type": type]
            )
            #expect(answer.status == 415)
            #expect(try answer.problem().code == "unsupported_media_type")
        }

        /// What needs no body needs no type either. But a page that a browser shows sends its Origin, and may not.
        @Test(arguments: [
            ([:], "", 404), (["Content-Type": "text/plain"], "", 404),
            (["Content-Type": "application/json"], "{}", 404),
            (["Content-Type": "text/plain"], "{}", 415), (["Origin": "http://a"], "", 415),
            (["Origin": "http://a", "Content-Type": "application/json"], "", 404),
            (["Content-Type": "application/json"], "{", 400), (["Content-Type": "application/json"], #"{"x":1}"#, 422),
        ])
        func aBodyThatNobodyNeeds(headers: [String: String], body: String, status: Int) async throws {
            for path in ["/jobs/nope/cancel", "/jobs/nope/retry"] {
                #expect(
                    try await rest.request("POST", path, body: body.isEmpty ? nil : Array(body.utf8), headers: headers)
                        .status == status, "\(path)")
            }
        }

        @Test(arguments: ["application/json", "Application/JSON; charset=UTF-8", "application/vnd.acme+json"])
        func aBodyThatIs(type: String) async throws {
            let answer = try await rest.request(
                "POST", "/jobs", body: Array(#"{"job_type":"echo","payload":{}}"#.utf8), headers: ["Content-Type": type]
            )
            #expect(answer.status == 201)
        }

        @Test func aRequestBearsItsName() async throws {
            #expect(
                try await rest.request("GET", "/health", headers: ["X-Request-Id": "a/1"]).headers["x-request-id"]
                    == "a/1")
            let names = try await [rest.get("/health"), rest.get("/nowhere")].map { $0.headers["x-request-id"] }
            #expect(Set(names.compactMap(\.self)).count == 2)
            let hostile = try await rest.request(
                "GET", "/health", headers: ["X-Request-Id": String(repeating: "x", count: 129)])
            #expect(hostile.headers["x-request-id"]?.count == 16)
        }

        @Test(arguments: [
            ("status=failed", "unknown_field", "status"), ("created_after=yesterday", "invalid_field", "created_after"),
            ("created_before=2026-02-30T00:00:00Z", "invalid_field", "created_before"),
            ("limit=1&limit=2", "invalid_field", "limit"),
            ("limit=5x", "invalid_field", "limit"),
        ])
        func aQueryThatIsRefused(query: String, code: String, parameter: String) async throws {
            let answer = try await rest.get("/jobs?\(query)")
            #expect(answer.status == 422)
            #expect(try answer.problem().code == code)
            #expect(try answer.problem().errors?.map(\.pointer) == [parameter])
        }

        @Test func aQueryOfDeadLettersThatIsRefused() async throws {
            let answer = try await rest.get("/dead-letters?status_filter=failed&limit=1&limit=2")
            #expect(answer.status == 422)
            #expect(try answer.problem().errors?.map(\.pointer) == ["status_filter", "limit"])
        }

        @Test func statusesMayComeInEitherForm() async throws {
            _ = try await rest.run("echo", [:])
            for query in ["status_filter=completed,failed", "status_filter=completed&status_filter=failed"] {
                let page = try await rest.get("/jobs?\(query)&limit=500").page()
                #expect(page.jobs.contains { $0.status == "completed" })
                #expect(page.jobs.allSatisfy { ["completed", "failed"].contains($0.status) })
            }
        }

        @Test func timesNarrowAListAsTheyAreShown() async throws {
            let job = try await rest.run("echo", [:])
            let next = try await rest.run("echo", [:])
            #expect(try await rest.list("created_after=\(next.createdAt)").map(\.jobID).contains(next.jobID))
            #expect(try await rest.list("created_after=\(job.createdAt)").map(\.jobID).contains(job.jobID))
            #expect(try await !rest.list("created_before=\(job.createdAt)").map(\.jobID).contains(job.jobID))
        }

        @Test func workersAreShownWithTheirPlugins() async throws {
            let workers = try await rest.get("/workers").json()["workers"]?.elements ?? []
            let worker = try #require(workers.first)
            #expect(worker["slots"] == 8)
            #expect(worker["job_types"]?.elements.contains("echo") == true)
            let echo = worker["plugins"]?.elements.first { $0["id"] == "jobyard.echo" }
            #expect(echo?["state"] == "serving")
            #expect(echo?["job_types"] == ["echo"])
            #expect(echo?["sha256"]?.text?.count == 64)
        }

        private static func sorted(_ list: String?) -> String? {
            list?.split(separator: ", ").sorted().joined(separator: ", ")
        }
    }
}
