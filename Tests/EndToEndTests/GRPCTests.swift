import Foundation
import Testing

extension SharedServerTests {
    /// The gRPC door, by a stock Python client (`scripts/python-client` makes its environment).
    @Suite struct GRPCTests {
        @Test func aStockPythonClientSubmitsAndGets() async throws {
            let server = try JobyardServer.current
            let answer = try await PythonClient.run("submit_and_get", [server.grpc, "\(UUID())"])
            #expect(answer["submitted"] == "queued")
            #expect(answer["status"] == "completed")
            #expect(answer["priority"] == 0)
            #expect(answer["max_retries"] == 3)
            #expect(answer["timeout"]?.double == 1.5)
            #expect(answer["payload_kept"] == true)
            #expect(answer["result_kept"] == true)
            #expect(answer["attempt"] == 1)
            #expect(answer["has_worker"] == true)
            #expect(answer["has_error"] == false)
            #expect(answer["in_order"] == true)
            #expect(answer["one_job"] == true)
            #expect(answer["replayed"] == [false, true])

            // Both doors lead to the same job.
            let job = try await server.rest.job(try #require(answer["job_id"]?.text))
            #expect(job.status == "completed")
        }
    }
}
