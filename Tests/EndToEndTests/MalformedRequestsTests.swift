import Foundation
import Testing

extension OwnServerTests {
    /// Mutated requests at both doors: each is answered, none with a fault of the server's, and none leaves anything behind.
    @Suite struct MalformedRequestsTests {
        private static let warmUp = 2000
        private static let count = 20_000
        /// What the server may have grown by; what is kept of each request would be far more.
        private static let allowedKilobytes = 16 << 10

        @Test func noneIsTheServersFault() async throws {
            try await JobyardServer.with { server in
                try await Self.send(Self.warmUp, seed: 1, to: server)
                let before = try Self.residentKilobytes(server.process.identifier)
                let counts = try await Self.send(Self.count, seed: 20_261_123, to: server)
                let after = try Self.residentKilobytes(server.process.identifier)
                print("malformed requests: \(counts); resident \(before) kB, then \(after) kB")
                #expect(after - before < Self.allowedKilobytes)
                // It still does its work.
                #expect(try await server.rest.run("echo", ["still": "here"]).status == "completed")
                #expect(!server.process.standardError.contains("request failed"))
            }
        }

        /// Each kept 28 kB once.
        @Test func aBrokenConnectionLeavesNothing() async throws {
            try await JobyardServer.with { server in
                func open(_ count: Int) async throws {
                    _ = try await PythonClient.run("broken_connections", [server.grpc, String(count)])
                }
                try await open(300)
                let before = try Self.residentKilobytes(server.process.identifier)
                try await open(1000)
                let after = try Self.residentKilobytes(server.process.identifier)
                #expect(after - before < 8 << 10)
            }
        }

        @discardableResult
        private static func send(_ count: Int, seed: Int, to server: JobyardServer) async throws -> String {
            let answer = try await PythonClient.run(
                "malformed", [server.rest.url, server.grpc, String(seed), String(count)], within: .seconds(180))
            #expect(answer["bad"] == [])
            return String(decoding: try JSONEncoder().encode(answer["counts"]), as: UTF8.self)
        }

        private static func residentKilobytes(_ process: Int32) throws -> Int {
            let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            return try #require(status.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap { Int($0.1) })
        }
    }
}
