import Foundation
import TestSupport
import Testing

extension OwnServerTests {
    /// A Redis in which jobs would not be safe is refused at the start, with the reason.
    @Suite struct UnusableRedisTests {
        @Test(arguments: ["server", "worker"]) func aPolicyThatDropsKeysIsRefused(command: String) async throws {
            let words = try await wordsOfRefusal(command, ["--maxmemory-policy", "allkeys-lru"])
            #expect(words.contains("maxmemory-policy is allkeys-lru"))
            #expect(words.contains("noeviction"))
        }

        @Test func anUnknownLayoutIsRefused() async throws {
            let words = try await wordsOfRefusal("server", []) { redis in
                let child = try await ChildProcess.run(
                    "redis-cli", ["-s", redis.socketPath, "HSET", "{jobyard}:meta", "layout", "99"])
                #expect(try await child.end() == .exit(0))
            }
            #expect(words.contains("layout 99"))
        }

        private func wordsOfRefusal(
            _ command: String, _ arguments: [String], prepare: (RedisServerProcess) async throws -> Void = { _ in }
        ) async throws -> String {
            let port = try FreePort.find()
            return try await withRedisServer(RedisServerProcess.Options(arguments: ["--port", "\(port)"] + arguments)) {
                redis in
                try await prepare(redis)
                let folder = try TemporaryFolder()
                let child = try ChildProcess.jobyard(
                    [command],
                    environment: [
                        "REDIS_HOST": "127.0.0.1", "REDIS_PORT": "\(port)", "DATA_DIR": folder.path,
                        "API_HOST": "127.0.0.1", "API_PORT": "0", "GRPC_PORT": "0",
                    ])
                #expect(try await child.end() == .exit(1))
                return child.standardError
            }
        }
    }
}
