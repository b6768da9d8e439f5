import Foundation
import Testing

extension OwnServerTests {
    /// The same questions at REST and at gRPC: the same answers, and the same refusals.
    @Suite struct BothDoorsTests {
        struct Question: Sendable {
            let name: String
            let call: String
            let fields: JSON
            /// nil: it is answered.
            var code: String?
            var pointers: [String] = []

            static func submit(
                _ name: String, _ type: String, _ payload: String, _ others: [String: JSON] = [:],
                _ code: String? = nil,
                _ pointers: String...
            ) -> Question {
                let fields = others.merging(["job_type": .string(type), "payload": .string(payload)]) { $1 }
                return Question(name: name, call: "submit", fields: .object(fields), code: code, pointers: pointers)
            }

            static func list(_ name: String, _ fields: JSON, _ code: String? = nil, _ pointers: String...) -> Question {
                Question(name: name, call: "list", fields: fields, code: code, pointers: pointers)
            }

            /// About one job.
            static func job(_ call: String, _ name: String, _ identifier: String, _ code: String? = nil) -> Question {
                Question(name: name, call: call, fields: ["job_id": .string(identifier)], code: code)
            }

            static func deadLetters(
                _ name: String, _ fields: JSON, _ code: String? = nil, _ pointers: String...
            ) -> Question {
                Question(name: name, call: "dead_letters", fields: fields, code: code, pointers: pointers)
            }

            /// Without a change: what the one door does, the other would find done.
            static func retry(
                _ name: String, _ fields: [String: JSON], _ code: String? = nil, _ pointers: String...
            ) -> Question {
                let fields = fields.merging(["dry_run": true]) { $1 }
                return Question(
                    name: name, call: "retry_dead_letters", fields: .object(fields), code: code, pointers: pointers)
            }
        }

        private static let submissions: [Question] = [
            .submit("as its type says", "echo", "[1]"),
            .submit("all said", "echo", "{}", ["priority": 10, "max_retries": 100, "timeout_seconds": 604_800]),
            .submit("all low", "echo", "{}", ["priority": 0, "max_retries": 0, "timeout_seconds": 0]),
            .submit("a millisecond", "echo", "{}", ["timeout_seconds": 0.001]),
            .submit("any JSON", "echo", #""text""#),
            .submit(
                "a retry policy", "echo", "{}", ["retry_policy": ["base_seconds": 0.5, "factor": 3, "cap_seconds": 60]]),
            .submit("a part of a retry policy", "echo", "{}", ["retry_policy": ["factor": 1.5]]),
            .submit("later", "echo", "{}", ["delay_seconds": 3600.5]),
            .submit("long ago", "echo", "{}", ["run_at": "2001-01-01T00:00:00+01:00"]),
            .submit("a key", "echo", "[1]", ["idempotency_key": "a key \"of\" both doors"]),
            .submit(
                "a key with all of it", "echo", "[2]",
                [
                    "idempotency_key": "k", "delay_seconds": 3600, "priority": 1, "timeout_seconds": 0.5,
                    "retry_policy": ["base_seconds": 1, "cap_seconds": 2],
                ]),
            .submit(
                "a key again", "echo", "[3]", ["idempotency_key": "k"], "idempotency_key_reused", "/idempotency_key"),
            .submit("a key that is none", "echo", "{}", ["idempotency_key": "ü"], "invalid_field", "/idempotency_key"),
            .submit(
                "a long key", "echo", "{}", ["idempotency_key": .string(String(repeating: "k", count: 256))],
                "invalid_field", "/idempotency_key"),
            .submit("before now", "echo", "{}", ["delay_seconds": -1], "invalid_field", "/delay_seconds"),
            .submit(
                "two times", "echo", "{}", ["delay_seconds": 1, "run_at": "2999-01-01T00:00:00Z"], "invalid_field",
                "/delay_seconds"),
            .submit(
                "no retry policy", "echo", "{}",
                ["retry_policy": ["base_seconds": -1, "factor": -1, "cap_seconds": -1]], "invalid_field",
                "/retry_policy/base_seconds", "/retry_policy/factor", "/retry_policy/cap_seconds"),
            .submit("no type", "", "{}", [:], "unknown_job_type", "/job_type"),
            .submit("unknown type", "nope", "{}", [:], "unknown_job_type", "/job_type"),
            .submit("no name of a type", "no such\ntype", "{}", [:], "unknown_job_type", "/job_type"),
            .submit("no payload", "echo", "", [:], "invalid_payload", "/payload"),
            .submit("no JSON", "echo", "{duration}", [:], "invalid_payload", "/payload"),
            .submit("two values", "echo", "{} {}", [:], "invalid_payload", "/payload"),
            .submit("a name twice", "echo", #"{"a":1,"a":2}"#, [:], "invalid_payload", "/payload"),
            .submit("a lone surrogate", "echo", #"["\ud800"]"#, [:], "invalid_payload", "/payload"),
            .submit(
                "too deep", "echo", String(repeating: "[", count: 65) + String(repeating: "]", count: 65), [:],
                "invalid_payload", "/payload"),
            .submit("a wrong type", "sleep", #"{"duration":"2"}"#, [:], "invalid_payload", "/payload/duration"),
            .submit("out of its range", "sleep", #"{"duration":-1}"#, [:], "invalid_payload", "/payload/duration"),
            .submit("a member missing", "sleep", "{}", [:], "invalid_payload", "/payload"),
            .submit(
                "a member too many", "sleep", #"{"duration":0,"x/y":1}"#, [:], "invalid_payload", "/payload/x~1y"),
            .submit("no object", "sleep", "[]", [:], "invalid_payload", "/payload"),
            .submit(
                "a choice that is none", "math", #"{"operation":"guess","a":1,"b":2}"#, [:], "invalid_payload",
                "/payload/operation"),
            .submit(
                "too large", "echo", "[\"" + String(repeating: "x", count: 1 << 20) + "\"]", [:], "payload_too_large",
                "/payload"),
            .submit("priority too high", "echo", "{}", ["priority": 11], "invalid_field", "/priority"),
            .submit("priority too low", "echo", "{}", ["priority": -1], "invalid_field", "/priority"),
            .submit("too many retries", "echo", "{}", ["max_retries": 101], "invalid_field", "/max_retries"),
            .submit("less than no retries", "echo", "{}", ["max_retries": -1], "invalid_field", "/max_retries"),
            .submit("a timeout too long", "echo", "{}", ["timeout_seconds": 1e9], "invalid_field", "/timeout_seconds"),
            .submit(
                "a timeout before zero", "echo", "{}", ["timeout_seconds": -1], "invalid_field", "/timeout_seconds"),
            .submit(
                "a timeout too short", "echo", "{}", ["timeout_seconds": 1e-9], "invalid_field", "/timeout_seconds"),
            .submit(
                "everything wrong", "sleep", "{}", ["priority": 99, "max_retries": 999, "timeout_seconds": -5],
                "invalid_field", "/priority", "/max_retries", "/timeout_seconds", "/payload"),
        ]

        private static let lists: [Question] = [
            .list("a page", ["job_type": "math", "limit": 2]),
            .list("one status", ["status_filter": ["failed"], "job_type": "math"]),
            .list("several statuses", ["status_filter": ["failed", "completed"], "job_type": "math"]),
            .list("long ago", ["created_before": "2001-01-01T00:00:00Z"]),
            .list("since long ago", ["created_after": "2001-01-01T00:00:00+01:00", "job_type": "math", "limit": 3]),
            .list("to come", ["created_after": "2999-01-01T00:00:00Z"]),
            .list("a type that nobody offers", ["job_type": "nobody.offers.it"]),
            .list("no status", ["status_filter": ["done"]], "invalid_field", "status_filter"),
            .list("a status too many", ["status_filter": ["failed", "done"]], "invalid_field", "status_filter"),
            .list("no name of a type", ["job_type": "No Type"], "invalid_field", "job_type"),
            .list("an empty page", ["limit": 0], "invalid_field", "limit"),
            .list("too long a page", ["limit": 501], "invalid_field", "limit"),
            .list("less than a page", ["limit": -1], "invalid_field", "limit"),
            .list("no cursor", ["cursor": "x"], "invalid_field", "cursor"),
            .list(
                "everything wrong", ["status_filter": ["x"], "job_type": "?", "limit": 9999, "cursor": "?"],
                "invalid_field", "status_filter", "job_type", "limit", "cursor"),
        ]

        private static let deadLetters: [Question] = [
            .deadLetters("all", [:]),
            .deadLetters("of a type", ["job_type": "random_failure"]),
            .deadLetters("a page", ["job_type": "random_failure", "error_code": "random_failure", "limit": 1]),
            .deadLetters("with another error", ["error_code": "timeout"]),
            .deadLetters(
                "everything wrong", ["job_type": "?", "limit": 501, "cursor": "?"], "invalid_field", "job_type",
                "limit", "cursor"),
            .retry("all", [:]),
            .retry("some", ["job_type": "random_failure", "error_code": "random_failure", "limit": 1]),
            .retry("of any status", ["status_filter": ["failed", "dead_letter", "cancelled"]]),
            .retry("none", ["error_code": "timeout"]),
            .retry(
                "everything wrong", ["job_type": "?", "status_filter": ["running"], "limit": 1001], "invalid_field",
                "/job_type", "/status_filter", "/limit"),
            .retry("an empty page", ["limit": 0], "invalid_field", "/limit"),
        ]

        /// Of jobs that are there, by their status, and of some that are not.
        private static func aboutJobs(_ jobs: [String: String]) -> [Question] {
            let absent = [
                "no such job": "01890000-0000-7000-8000-000000000000", "no job's id": "nonsense",
                "a long id": String(repeating: "a", count: 1000),
            ].flatMap { name, identifier in
                ["get", "cancel", "retry", "attempts"].map { Question.job($0, name, identifier, "not_found") }
            }
            let present = jobs.flatMap { status, identifier in
                let canCancel = status == "scheduled" || status == "cancelled"
                return [
                    Question.job("get", status, identifier), .job("attempts", status, identifier),
                    .job("cancel", status, identifier, canCancel ? nil : "state_conflict"),
                ]
            }
            let retries = ["completed", "scheduled"].compactMap { jobs[$0] }.map {
                Question.job("retry", "cannot be", $0, "state_conflict")
            }
            return absent + retries + present
        }

        private static let statuses: [String: (rest: JSON, grpc: JSON)] = [
            "payload_too_large": (413, "RESOURCE_EXHAUSTED"), "not_found": (404, "NOT_FOUND"),
            "state_conflict": (409, "FAILED_PRECONDITION"), "idempotency_key_reused": (422, "ALREADY_EXISTS"),
            "invalid_field": (422, "INVALID_ARGUMENT"),
            "invalid_payload": (422, "INVALID_ARGUMENT"), "unknown_job_type": (422, "INVALID_ARGUMENT"),
        ]

        @Test func theyAnswerAlike() async throws {
            // A server of its own: a list must not change between the two questions.
            try await JobyardServer.with { server in
                for operand in Int64(1)...4 {
                    _ = try await server.rest.run("math", ["operation": "add", "a": 1, "b": .integer(operand)])
                }
                _ = try await server.rest.run("math", ["operation": "divide", "a": 1, "b": 0])
                let jobs = try await Self.jobs(server.rest)
                let questions = Self.submissions + Self.lists + Self.deadLetters + Self.aboutJobs(jobs)
                let answers = try await Self.ask(questions, server)
                try #require(answers.count == questions.count)
                for (question, answer) in zip(questions, answers) { Self.check(answer, to: question) }
                print("both doors: \(questions.count) rows asked")
            }
        }

        /// One of each of some statuses, that the record knows too; two dead letters.
        private static func jobs(_ rest: RESTClient) async throws -> [String: String] {
            var jobs: [String: String] = [:]
            for retries: JSON in [0, 1] {
                jobs["dead_letter"] = try await rest.run(
                    "random_failure", ["failure_rate": 1],
                    ["max_retries": retries, "retry_policy": ["base_seconds": 0.01]]
                ).jobID
            }
            jobs["completed"] = try await rest.run("echo").jobID
            jobs["failed"] = try await rest.run("math", ["operation": "divide", "a": 1, "b": 0]).jobID
            jobs["scheduled"] = try await rest.submit("echo", [:], ["delay_seconds": 3600]).jobID
            let cancelled = try await rest.submit("echo", [:], ["delay_seconds": 3600]).jobID
            _ = try await rest.post("/jobs/\(cancelled)/cancel")
            jobs["cancelled"] = cancelled
            for (status, identifier) in jobs { _ = try await rest.job(identifier) { $0.status == status } }
            return jobs
        }

        private static func ask(_ questions: [Question], _ server: JobyardServer) async throws -> [JSON] {
            let input = try JSONEncoder().encode(
                questions.map { JSON.object(["call": .string($0.call), "fields": $0.fields]) })
            return try await PythonClient.run(
                "both_doors", [server.rest.url, server.grpc], input: String(decoding: input, as: UTF8.self)
            ).elements
        }

        private static func check(_ answer: JSON, to question: Question) {
            let name = Comment(rawValue: "\(question.call): \(question.name): \("\(answer)".prefix(2000))")
            let (rest, grpc) = (answer["rest"], answer["grpc"])
            for member in ["id", "answer", "code", "detail", "violations"] {
                #expect(rest?[member] == grpc?[member], name)
            }
            #expect(rest?["id"] == "asked-by-both", name)
            #expect(rest?["code"]?.text == question.code, name)
            #expect((rest?["violations"]?.elements ?? []).compactMap(\.elements.first?.text) == question.pointers, name)
            let expected = question.code.flatMap { statuses[$0] } ?? ("OK", "OK")
            #expect(rest?["status"] == expected.rest, name)
            #expect(grpc?["status"] == expected.grpc, name)
        }
    }
}
