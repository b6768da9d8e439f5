import Foundation
import TestSupport
import Testing

extension OwnServerTests {
    /// Redis refuses, is silent, or has lost what it knew: nothing that was accepted is lost, and nothing of ours is started
    /// again.
    @Suite struct RedisAwayTests {
        enum Absence: String, CaseIterable, Sendable {
            case refused, silent
        }

        @Test(arguments: Absence.allCases) func whatIsAcceptedWithoutRedisRunsWhenItIsBack(absence: Absence)
            async throws
        {
            try await withDeployment { redis, server in
                #expect(try await server.rest.run("echo", ["before": true]).status == "completed")
                switch absence {
                case .refused: await redis.kill()
                case .silent: await redis.freeze()
                }
                let accepted = try await server.rest.submit("echo", ["while": "away"])
                try await eventually("its absence is told, and no reason to send jobs elsewhere") {
                    let health = try await server.rest.get("/health")
                    guard health.status == 200 else { throw RESTClient.Unexpected(description: health.text) }
                    return try health.json()["status"] == "degraded"
                }
                switch absence {
                case .refused: try await redis.start()
                case .silent: await redis.thaw()
                }
                let job = try await server.rest.job(accepted.jobID, within: .seconds(60), until: \.isFinal)
                #expect(job.result == ["while": "away"])
                #expect(try await server.rest.run("echo", ["after": true]).status == "completed")
            }
        }

        @Test func aCancelWhileRedisIsAwayIsCarriedOutWhenItIsBack() async throws {
            try await withDeployment { redis, server in
                let job = try await server.rest.submit("echo", [:], ["delay_seconds": 300])
                await redis.freeze()
                let answer = try await server.rest.post("/jobs/\(job.jobID)/cancel")
                #expect(answer.status == 202)
                let asked = try answer.json()
                #expect(asked["status"] == "scheduled")
                #expect(asked["cancel_requested"] == true)
                await redis.thaw()
                let ended = try await server.rest.job(job.jobID, within: .seconds(60), until: \.isFinal)
                #expect(ended.status == "cancelled")
                #expect(ended.attempt == 0)
            }
        }

        enum Loss: String, CaseIterable, Sendable {
            case flushed, dataDeleted, olderCopy, truncatedTail
        }

        @Test(arguments: Loss.allCases) func aRedisThatWentBackInTimeIsRebuiltFromTheRecord(loss: Loss) async throws {
            try await withDeployment(slots: 1) { redis, server in
                let first = try await server.rest.run("echo", ["number": 0])
                let copy = redis.directory + "/copy"
                try FileManager.default.copyItem(atPath: redis.appendOnlyDirectory, toPath: copy)
                let blocking = try await server.rest.submit("sleep", ["duration": 2])
                _ = try await server.rest.job(blocking.jobID) { $0.status == "running" }
                var waiting: [String] = []
                for number in 1...20 {
                    waiting.append(try await server.rest.submit("echo", ["number": .integer(Int64(number))]).jobID)
                }

                switch loss {
                case .flushed:
                    let flush = try await redis.command("FLUSHALL")
                    #expect(flush == .exit(0))
                case .dataDeleted:
                    await redis.kill()
                    try FileManager.default.removeItem(atPath: redis.appendOnlyDirectory)
                    try await redis.start()
                case .olderCopy:
                    await redis.kill()
                    try FileManager.default.removeItem(atPath: redis.appendOnlyDirectory)
                    try FileManager.default.moveItem(atPath: copy, toPath: redis.appendOnlyDirectory)
                    try await redis.start()
                case .truncatedTail:
                    await redis.kill()
                    try redis.cutTail(bytes: 3000)
                    try await redis.start()
                }
                for (index, id) in waiting.enumerated() {
                    let job = try await server.rest.job(id, within: .seconds(90), until: \.isFinal)
                    #expect(job.result == ["number": .integer(Int64(index + 1))])
                }
                #expect(try await server.rest.job(first.jobID).result == ["number": 0])
            }
        }

        @Test func scriptsThatRedisForgotAreSentAgain() async throws {
            try await withDeployment { redis, server in
                let first = try await server.rest.run("echo", ["n": 1])
                #expect(first.status == "completed")
                let flush = try await redis.command("SCRIPT", "FLUSH")
                #expect(flush == .exit(0))
                let second = try await server.rest.run("echo", ["n": 2])
                #expect(second.status == "completed")
            }
        }

        private func withDeployment(
            slots: Int = 4, _ body: (RedisServerProcess, JobyardServer) async throws -> Void
        ) async throws {
            let port = try FreePort.find()
            let options = RedisServerProcess.Options(appendOnly: true, arguments: ["--port", "\(port)"])
            try await withRedisServer(options) { redis in
                let setup = JobyardServer.Setup(
                    environment: [
                        "REDIS_HOST": "127.0.0.1", "REDIS_PORT": "\(port)", "WORKER_CONCURRENCY": "\(slots)",
                        "WORKER_POOL_SIZE": "1",
                    ])
                try await JobyardServer.with(setup) { try await body(redis, $0) }
            }
        }
    }
}

extension RedisServerProcess {
    fileprivate nonisolated var appendOnlyDirectory: String { directory + "/appendonlydir" }

    fileprivate nonisolated func command(_ words: String...) async throws -> ChildProcess.End {
        try await ChildProcess.run("redis-cli", ["-s", socketPath] + words).end()
    }

    /// As after a loss of power: the newest file ends in the middle of a command.
    fileprivate nonisolated func cutTail(bytes: Int) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: appendOnlyDirectory)
        let newest = try #require(files.filter { $0.hasSuffix(".incr.aof") }.max())
        let file = try FileHandle(forUpdating: URL(filePath: appendOnlyDirectory + "/" + newest))
        let end = try file.seekToEnd()
        try file.truncate(atOffset: end > UInt64(bytes) ? end - UInt64(bytes) : 0)
        try file.close()
    }
}
