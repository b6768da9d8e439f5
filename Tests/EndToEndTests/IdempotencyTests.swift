import Foundation
import Testing

extension SharedServerTests {
    /// Submitting with a key: once is once, however often it is tried.
    @Suite struct IdempotencyTests {
        let rest: RESTClient
        private let key = "key of \(UUID())"

        init() throws { rest = try JobyardServer.current.rest }

        private func submit(
            _ fields: [String: JSON] = [:], header: String? = nil, payload: JSON = ["a": 1]
        ) async throws -> RESTAnswer {
            let body = fields.merging(["job_type": "echo", "payload": payload]) { $1 }
            return try await rest.request(
                "POST", "/jobs", body: Array(JSONEncoder().encode(body)),
                headers: header.map { ["Idempotency-Key": $0] } ?? [:])
        }

        @Test func theSameKeyGivesTheSameJob() async throws {
            let first = try await submit(["idempotency_key": .string(key)])
            #expect(first.status == 201)
            #expect(first.headers["idempotent-replayed"] == nil)
            let job = try first.job()
            #expect(job.idempotencyKey == key)
            _ = try await rest.job(job.jobID, until: \.isFinal)
            // In the field or in the header, in quotes or without: it is one key.
            for again in [
                try await submit(["idempotency_key": .string(key)]), try await submit(header: key),
                try await submit(header: "\"\(key)\""),
                try await submit(["idempotency_key": .string(key)], header: key),
            ] {
                #expect(again.status == 200)
                #expect(again.headers["idempotent-replayed"] == "true")
                #expect(again.headers["location"] == "/jobs/\(job.jobID)")
                #expect(try again.job().jobID == job.jobID)
            }
        }

        @Test func anotherBodyIsRefused() async throws {
            let job = try await submit(header: key).job()
            for other in [
                try await submit(header: key, payload: ["a": 2]), try await submit(["priority": 1], header: key),
            ] {
                #expect(other.status == 422)
                #expect(try other.problem().code == "idempotency_key_reused")
            }
            #expect(try await rest.job(job.jobID, until: \.isFinal).result == ["a": 1])
        }

        /// What is not understood of a body may be what makes it another.
        @Test func aBodyThatIsWrongIsRefusedAgain() async throws {
            #expect(try await submit(header: key).status == 201)
            for wrong: [String: JSON] in [["pirority": 1], ["priority": "1"], ["retry_policy": ["x": 1]]] {
                #expect(try await submit(wrong, header: key).status == 422)
            }
        }

        @Test func twoKeysInOneRequestAreRefused() async throws {
            let answer = try await submit(["idempotency_key": "another"], header: key)
            #expect(answer.status == 422)
            #expect(try answer.problem().code == "invalid_field")
            #expect(try answer.problem().errors?.map(\.pointer) == ["/idempotency_key"])
        }

        @Test(arguments: ["", "\"open", String(repeating: "k", count: 256)])
        func aKeyThatIsNone(key: String) async throws {
            let answer = try await submit(header: key)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(try answer.problem().errors?.map(\.pointer) == ["/idempotency_key"])
        }

        @Test func manyAtOnceMakeOneJob() async throws {
            let answers = try await withThrowingTaskGroup(of: RESTAnswer.self) { group in
                for _ in 0..<20 { group.addTask { try await submit(header: key) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 201 } == 1)
            #expect(answers.count { $0.status == 200 } == 19)
            #expect(Set(try answers.map { try $0.job().jobID }).count == 1)
        }
    }
}
