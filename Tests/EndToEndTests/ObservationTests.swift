import TestSupport
import Testing

extension SharedServerTests {
    /// What the server tells of itself: `/job-types`, `/health`, `/metrics`.
    @Suite struct ObservationTests {
        let rest: RESTClient

        init() throws { rest = try JobyardServer.current.rest }

        @Test func theFiveTypesAreOffered() async throws {
            let answer = try await rest.get("/job-types")
            #expect(answer.status == 200)
            let types = try #require(try answer.json()["job_types"]).elements
            for name in ["sleep", "math", "http_request", "echo", "random_failure"] {
                let type = try #require(types.first { $0["job_type"] == .string(name) })
                #expect(type["available"] == true)
                #expect(type["workers"] == 1)
                #expect(type["plugin"]?["id"] == .string("jobyard.\(name)"))
                #expect(type["plugin"]?["sha256"]?.text?.count == 64)
            }
        }

        @Test func healthNamesWhatItLeansOn() async throws {
            let answer = try await rest.get("/health")
            #expect(answer.status == 200)
            #expect(
                try answer.json() == ["status": "ok", "redis": "ok", "database": "ok", "record": "ok", "workers": 1])
        }

        @Test func metricsCountWhatHappens() async throws {
            let before = try await total("jobs_completed_total")
            #expect(try await rest.run("echo").status == "completed")
            try await eventually("jobs_completed_total above \(before)") {
                try await total("jobs_completed_total") > before
            }

            let text = try await rest.get("/metrics").text
            for name in [
                "jobs_submitted_total", "jobs_completed_total", "job_execution_seconds", "queue_size", "active_workers",
            ] {
                #expect(text.contains("# TYPE \(name) "))
                #expect(text.contains("# HELP \(name) "))
            }
            #expect(text.contains("\nactive_workers 1\n"))
            #expect(text.contains(#"jobs_submitted_total{job_type="echo"}"#))
        }

        @Test func aPathThatLeadsNowhereIsAProblemToo() async throws {
            let answer = try await rest.get("/nowhere")
            #expect(answer.status == 404)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(try answer.problem().code == "not_found")
        }

        /// The sum of one metric over its labels.
        private func total(_ name: String) async throws -> Double {
            try await rest.get("/metrics").text.split(separator: "\n")
                .filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
                .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
                .reduce(0, +)
        }
    }
}
