import Foundation
import Testing

extension SharedServerTests {
    /// The gRPC door, by a stock Python client (`scripts/python-client` makes its environment).
    @Suite struct GRPCTests {
        private static let client = #"""
            import json, sys, time
            import grpc, job_scheduler_pb2 as messages, job_scheduler_pb2_grpc as services

            scheduler = services.JobSchedulerServiceStub(grpc.insecure_channel(sys.argv[1]))

            def refusal(call, request):
                try:
                    call(request, timeout=30)
                except grpc.RpcError as error:
                    return [error.code().name, error.details()]

            payload = '{"b": 9007199254740993, "a": "\\u0000"}'
            submitted = scheduler.SubmitJob(
                messages.SubmitJobRequest(job_type="echo", payload=payload, priority=0, timeout_seconds=1.5), timeout=30)
            end = time.monotonic() + 30
            while True:
                job = scheduler.GetJob(messages.GetJobRequest(job_id=submitted.job_id), timeout=30)
                if job.status == "completed" or time.monotonic() > end:
                    break
                time.sleep(0.02)
            print(json.dumps({
                "submitted": submitted.status, "job_id": submitted.job_id, "status": job.status,
                "priority": job.priority, "max_retries": job.max_retries, "timeout": job.timeout_seconds,
                "payload_kept": job.payload == payload, "result_kept": job.result == payload,
                "attempt": job.attempt, "has_worker": job.HasField("worker"), "has_error": job.HasField("error"),
                "in_order": job.created_at.ToNanoseconds() <= job.started_at.ToNanoseconds()
                    <= job.finished_at.ToNanoseconds(),
                "no_such_job": refusal(scheduler.GetJob, messages.GetJobRequest(job_id="nope")),
                "no_such_type": refusal(scheduler.SubmitJob, messages.SubmitJobRequest(job_type="nope", payload="{}")),
                "bad_payload": refusal(scheduler.SubmitJob, messages.SubmitJobRequest(
                    job_type="sleep", payload='{"duration": "two"}')),
            }))
            """#

        @Test func aStockPythonClientSubmitsAndGets() async throws {
            let server = try JobyardServer.current
            let child = try ChildProcess(try Self.python(), ["-c", Self.client, server.grpc])
            #expect(try await child.end() == .exit(0), "\(child.standardError)")
            let answer = try JSONDecoder().decode(JSON.self, from: Data(child.standardOutput.utf8))
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
            #expect(answer["no_such_job"]?.elements.first == "NOT_FOUND")
            #expect(answer["no_such_type"]?.elements.first == "INVALID_ARGUMENT")
            #expect(answer["bad_payload"]?.elements.first == "INVALID_ARGUMENT")
            #expect(answer["bad_payload"]?.elements.last?.text?.contains("/payload/duration") == true)

            // Both doors lead to the same job.
            let job = try await server.rest.job(try #require(answer["job_id"]?.text))
            #expect(job.status == "completed")
        }

        private static func python() throws -> URL {
            let named = ProcessInfo.processInfo.environment["JOBYARD_TEST_PYTHON"].map { URL(filePath: $0) }
            let python = named ?? InstalledTree.packageRoot.appending(path: ".build/python/bin/python3")
            try #require(
                FileManager.default.isExecutableFile(atPath: python.path),
                "no Python with a gRPC client at \(python.path): run `make test`, or name one with JOBYARD_TEST_PYTHON")
            return python
        }
    }
}
