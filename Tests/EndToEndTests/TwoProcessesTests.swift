import Foundation
import TestSupport
import Testing

extension OwnServerTests {
    /// `server` and `worker`, the two halves of `up`, as processes of their own against a given Redis.
    @Suite struct TwoProcessesTests {
        @Test func aServerWaitsForAWorkerThatNeedsNoDatabase() async throws {
            let port = try FreePort.find()
            try await withRedisServer(RedisServerProcess.Options(arguments: ["--port", "\(port)"])) { _ in
                let address = ["REDIS_HOST": "127.0.0.1", "REDIS_PORT": "\(port)"]
                try await JobyardServer.with(JobyardServer.Setup(command: "server", environment: address)) { server in
                    try await expectAServerAloneWaits(server.rest)
                    try await withWorker(address, of: server) { _ in
                        let job = try await server.rest.run("echo", ["by": "the first"])
                        #expect(job.result == ["by": "the first"])
                    }
                    try await expectAKnownTypeWaits(server, address)
                }
            }
        }

        private func expectAServerAloneWaits(_ rest: RESTClient) async throws {
            // It accepts jobs before it has found Redis.
            try await eventually("Redis is connected") { try await rest.get("/health").json()["redis"] == "ok" }
            let health = try await rest.get("/health")
            #expect(health.status == 200)
            #expect(
                try health.json() == ["status": "ok", "redis": "ok", "database": "ok", "record": "ok", "workers": 0])
            let early = try await rest.post("/jobs", Array(#"{"job_type":"echo","payload":{}}"#.utf8))
            #expect(early.status == 422)
            #expect(try early.problem().code == "unknown_job_type")
        }

        /// A type that was ever offered is accepted, and waits for a capable worker.
        private func expectAKnownTypeWaits(_ server: JobyardServer, _ address: [String: String]) async throws {
            let rest = server.rest
            try await eventually("no worker is left") { try await workers(rest) == 0 }
            let waiting = try await rest.submit("echo", ["by": "the second"])
            #expect(try await rest.job(waiting.jobID).status == "queued")
            let types = try #require(try await rest.get("/job-types").json()["job_types"]).elements
            #expect(types.first { $0["job_type"] == "echo" }?["available"] == false)

            try await withWorker(address, of: server) { folder in
                let job = try await rest.job(waiting.jobID, until: \.isFinal)
                #expect(job.result == ["by": "the second"])
                let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
                #expect(!files.contains { $0.hasSuffix(".db") })
            }
        }

        private func withWorker(
            _ address: [String: String], of server: JobyardServer, _ body: (TemporaryFolder) async throws -> Void
        ) async throws {
            let folder = try TemporaryFolder()
            let worker = try ChildProcess.jobyard(
                ["worker"], environment: address.merging(["DATA_DIR": folder.path]) { $1 })
            do {
                try await eventually("the worker is registered") { try await workers(server.rest) == 1 }
                try await body(folder)
            } catch {
                worker.killAll()
                throw error
            }
            worker.send(SIGTERM)
            #expect(try await worker.end() == .exit(0))
            #expect(ProcessTable.naming(folder.path).isEmpty)
        }

        private func workers(_ rest: RESTClient) async throws -> Int {
            Int(try await rest.get("/health").json()["workers"]?.double ?? -1)
        }
    }
}
