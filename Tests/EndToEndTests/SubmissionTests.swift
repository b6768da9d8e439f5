import Testing

extension SharedServerTests {
    /// `POST /jobs`: what is accepted, with what defaults, and what is refused, with what code.
    @Suite struct SubmissionTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        @Test func anAcceptedJobIsAnsweredWholeAndFoundAtItsLocation() async throws {
            let answer = try await rest.post("/jobs", Array(#"{"job_type":"echo","payload":{}}"#.utf8))
            #expect(answer.status == 201)
            #expect(answer.headers["content-type"] == "application/json")
            let job = try answer.job()
            #expect(answer.headers["location"] == "/jobs/\(job.jobID)")
            #expect(job.jobType == "echo")
            #expect(job.status == "queued")
            #expect(job.priority == 5)
            #expect(job.maxRetries == 3)
            #expect(job.timeoutSeconds == 300)
            #expect(job.attempt == 0)
            #expect(job.createdAt.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect(job.startedAt == nil && job.finishedAt == nil && job.worker == nil)
            let ended = try await rest.job(job.jobID, until: \.isFinal)
            #expect(ended.createdAt == job.createdAt)
            #expect(ended.attempt == 1)
            #expect(ended.worker != nil)
            let (started, finished) = (try #require(ended.startedAt), try #require(ended.finishedAt))
            #expect(job.createdAt <= started && started <= finished)
        }

        @Test func whatTheSubmitterSaysCounts() async throws {
            let job = try await rest.submit(
                "echo", [:], ["priority": 10, "max_retries": 0, "timeout_seconds": 1.5])
            #expect(job.priority == 10)
            #expect(job.maxRetries == 0)
            #expect(job.timeoutSeconds == 1.5)
        }

        @Test(arguments: ["01890000-0000-7000-8000-000000000000", "nonsense", "..%2Fjobs"])
        func aJobThatIsNotThere(identifier: String) async throws {
            let answer = try await rest.get("/jobs/\(identifier)")
            #expect(answer.status == 404)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(try answer.problem().code == "not_found")
        }

        struct Refusal: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let body: String
            let status: Int
            let code: String
            var pointer: String?
        }

        /// What REST alone can be asked; the rest of the rules are asked of both doors: see ``OwnServerTests/BothDoorsTests``.
        static let refusals = [
            Refusal(
                testDescription: "payload that is a number", body: #"{"job_type":"echo","payload":5}"#, status: 422,
                code: "invalid_field", pointer: "/payload"),
            Refusal(
                testDescription: "no payload", body: #"{"job_type":"echo"}"#, status: 422, code: "invalid_field",
                pointer: "/payload"),
            Refusal(
                testDescription: "no type", body: #"{"payload":{}}"#, status: 422, code: "invalid_field",
                pointer: "/job_type"),
            Refusal(
                testDescription: "priority with a fraction", body: #"{"job_type":"echo","payload":{},"priority":1.5}"#,
                status: 422, code: "invalid_field", pointer: "/priority"),
            Refusal(
                testDescription: "unknown field", body: #"{"job_type":"echo","payload":{},"pirority":1}"#, status: 422,
                code: "unknown_field", pointer: "/pirority"),
            Refusal(
                testDescription: "cut short", body: #"{"job_type":"echo","payl"#, status: 400,
                code: "malformed_request"),
            Refusal(testDescription: "empty", body: "", status: 400, code: "malformed_request"),
            Refusal(testDescription: "not an object", body: "[]", status: 400, code: "malformed_request"),
            Refusal(
                testDescription: "depth bomb",
                body: #"{"job_type":"echo","payload":"# + String(repeating: "[", count: 500_000), status: 400,
                code: "malformed_request"),
            Refusal(
                testDescription: "too large",
                body: #"{"job_type":"echo","payload":{}}"# + String(repeating: " ", count: (1 << 20) + (64 << 10)),
                status: 413, code: "payload_too_large"),
        ]

        @Test(arguments: refusals) func whatIsRefused(refusal: Refusal) async throws {
            let answer = try await rest.post("/jobs", Array(refusal.body.utf8))
            try #require(answer.status == refusal.status, "\(answer.text.prefix(500))")
            #expect(answer.headers["content-type"] == "application/problem+json")
            let problem = try answer.problem()
            #expect(problem.status == refusal.status)
            #expect(problem.code == refusal.code)
            #expect(!problem.detail.isEmpty)
            #expect(problem.errors?.first?.pointer == refusal.pointer)
        }

        @Test func aPayloadAtTheLimitIsTaken() async throws {
            let payload = #"[""# + String(repeating: "x", count: (1 << 20) - 4) + #""]"#
            let body = #"{"job_type":"echo","payload":\#(payload)}"#
            let job = try await rest.submit(body: body)
            #expect(try await rest.job(job.jobID, until: \.isFinal).status == "completed")
        }
    }
}
