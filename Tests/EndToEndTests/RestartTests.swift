import Foundation
import TestSupport
import Testing

extension OwnServerTests {
    /// Stopped or killed, and started again on the same DATA_DIR: no process is left behind, and no job is lost.
    @Suite struct RestartTests {
        @Test func sigtermLeavesNoProcessAndTheNextStartHasItsJobs() async throws {
            let folder = try TemporaryFolder()
            let setup = JobyardServer.Setup(environment: ["DRAIN_TIMEOUT_SECONDS": "0.5"])
            let server = try await JobyardServer.start(setup, dataDirectory: folder)
            let completed = try await server.rest.run("echo", ["kept": true])
            let running = try await server.rest.submit("sleep", ["duration": 2])
            _ = try await server.rest.job(running.jobID) { $0.status == "running" }
            let started = server.process.descendants
            #expect(started.contains { $0.isPluginHost })
            #expect(started.contains { $0.commandLine.first?.contains("redis-server") ?? false })

            #expect(try await server.stop() == .exit(0))
            #expect(started.filter(ProcessTable.isAlive).isEmpty)
            #expect(ProcessTable.naming(folder.path).isEmpty)
            let redisLog = try String(contentsOf: folder.url.appending(path: "redis/redis.log"), encoding: .utf8)
            #expect(redisLog.contains("Redis is now ready to exit"), "it was killed: \(redisLog)")

            try await JobyardServer.with(setup, dataDirectory: folder) { server in
                #expect(try await server.rest.job(completed.jobID).result == ["kept": true])
                // It was handed back: that burns no retry.
                let job = try await server.rest.job(running.jobID, within: .seconds(60), until: \.isFinal)
                #expect(job.status == "completed")
            }
        }

        @Test func ctrlCStopsItToo() async throws {
            let server = try await JobyardServer.start(JobyardServer.Setup(), dataDirectory: TemporaryFolder())
            server.process.send(SIGINT)
            #expect(try await server.process.end() == .exit(0))
            #expect(ProcessTable.naming(server.dataDirectory.path).isEmpty)
        }

        @Test func aSecondUpOnTheSameFolderIsRefused() async throws {
            try await JobyardServer.with { server in
                let second = try ChildProcess.jobyard(
                    ["up"],
                    environment: ["DATA_DIR": server.dataDirectory.path, "API_PORT": "0", "GRPC_PORT": "0"])
                #expect(try await second.end() == .exit(1))
                #expect(second.standardError.contains("DATA_DIR"))
                #expect(second.standardError.contains("another `jobyard up` is using it"))
                #expect(try await server.rest.run("echo").status == "completed")
            }
        }

        enum Victims: CaseIterable {
            /// Its redis-server lives on; its plugin hosts notice.
            case jobyardAlone
            /// The machine, as it were: redis-server too, with what its AOF had not yet on disk.
            case everyProcess
        }

        @Test(arguments: Victims.allCases) func killedWith600JobsAllOfThemComplete(victims: Victims) async throws {
            let folder = try TemporaryFolder()
            // Where the test fails half-way, the redis-server that lost its parent must not stay.
            defer { for entry in ProcessTable.naming(folder.path) { kill(entry.identifier, SIGKILL) } }
            let setup = JobyardServer.Setup(environment: ["WORKER_CONCURRENCY": "2", "WORKER_POOL_SIZE": "2"])
            let first = try await JobyardServer.start(setup, dataDirectory: folder)
            let bodies = (0..<600).map {
                $0.isMultiple(of: 2)
                    ? #"{"job_type":"sleep","payload":{"duration":0.05}}"#
                    : #"{"job_type":"echo","payload":{"number":\#($0)}}"#
            }
            let identifiers = try await first.rest.submitAll(bodies)
            let unfinished = try await first.rest.list("status_filter=queued").count
            #expect(unfinished > 0, "all was done before the kill")
            let started = first.process.descendants
            switch victims {
            case .jobyardAlone: first.process.send(SIGKILL)
            case .everyProcess: first.process.killAll()
            }
            #expect(try await first.process.end() == .signal(SIGKILL))
            let hosts = started.filter(\.isPluginHost)
            try await eventually("the plugin hosts are gone") { hosts.allSatisfy { !ProcessTable.isAlive($0) } }

            try await JobyardServer.with(setup, dataDirectory: folder) { server in
                let end = ContinuousClock.now + .seconds(120)
                for identifier in identifiers {
                    let job = try await server.rest.job(identifier, within: end - .now, until: \.isFinal)
                    #expect(job.status == "completed")
                }
                let listed = try await server.rest.list("status_filter=completed").map(\.jobID)
                #expect(listed.count == identifiers.count)
                #expect(Set(listed) == Set(identifiers))
            }
            #expect(ProcessTable.naming(folder.path).isEmpty)
        }
    }
}
