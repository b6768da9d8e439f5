import Foundation
import TestSupport
import Testing

extension OwnServerTests {
    /// SIGTERM, and one more.
    @Suite struct DrainTests {
        @Test func aDrainingWorkerIsOfferedNothingAndEndsWhatItRuns() async throws {
            try await withServerAndWorker { server, worker in
                let running = try await server.rest.submit("sleep", ["duration": 3])
                _ = try await server.rest.job(running.jobID) { $0.status == "running" }
                worker.send(SIGTERM)
                try await eventually("the worker says that it takes nothing more") {
                    let workers = try await server.rest.get("/workers").json()["workers"]?.elements ?? []
                    return workers.first?["job_types"] == [] && workers.first?["draining"] == true
                }
                let waiting = try await server.rest.submit("echo", ["late": true])
                #expect(try await worker.end() == .exit(0))
                #expect(try await server.rest.job(running.jobID, until: \.isFinal).status == "completed")
                #expect(try await server.rest.job(waiting.jobID).status == "queued")
            }
        }

        @Test func aSecondSIGTERMHurries() async throws {
            try await withServerAndWorker { server, worker in
                let running = try await server.rest.submit("sleep", ["duration": 60])
                _ = try await server.rest.job(running.jobID) { $0.status == "running" }
                worker.send(SIGTERM)
                try await eventually("it drains") { worker.standardError.contains("waiting for running jobs") }
                worker.send(SIGTERM)
                #expect(try await worker.end(within: .seconds(20)) == .exit(0))
                // Handed back: that burns no retry.
                let job = try await server.rest.job(running.jobID) { $0.status == "queued" }
                let attempts = try #require(
                    try await server.rest.get("/jobs/\(job.jobID)/attempts").json()["attempts"]
                ).elements
                #expect(attempts.map { $0["outcome"] } == ["handed_back"])
                #expect(try await server.rest.get("/jobs/\(job.jobID)").json()["burned_attempts"] == 0)
            }
        }

        private func withServerAndWorker(_ body: (JobyardServer, ChildProcess) async throws -> Void) async throws {
            let port = try FreePort.find()
            try await withRedisServer(RedisServerProcess.Options(arguments: ["--port", "\(port)"])) { _ in
                let address = ["REDIS_HOST": "127.0.0.1", "REDIS_PORT": "\(port)"]
                try await JobyardServer.with(JobyardServer.Setup(command: "server", environment: address)) { server in
                    let folder = try TemporaryFolder()
                    let worker = try ChildProcess.jobyard(
                        ["worker"], environment: address.merging(["DATA_DIR": folder.path]) { $1 })
                    defer { worker.killAll() }
                    try await eventually("the worker is registered") {
                        try await server.rest.get("/health").json()["workers"] == 1
                    }
                    try await body(server, worker)
                }
            }
        }
    }
}
