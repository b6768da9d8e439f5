import Foundation
import TestSupport
import Testing

/// The start on a PostgreSQL that is empty, late, or not for us.
@Suite(.timeLimit(.minutes(3))) struct PostgresStartTests {
    private let options = PostgresServerProcess.Options(listensOnTCP: true, password: "sesame", isDurable: false)

    private func migrate(_ url: String, _ arguments: String...) async throws -> ChildProcess {
        let child = try ChildProcess.jobyard(["migrate"] + arguments, environment: ["DATABASE_URL": url])
        try await child.end()
        return child
    }

    @Test func statusMakesNothingAndMigrateAllOnce() async throws {
        try await withPostgresServer(options) { postgres in
            let database = try await postgres.makeDatabase()
            let url = postgres.tcpURL(database: database)
            let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            let pending = try await migrate(url, "--status")
            #expect(try await pending.end() == .exit(4), "\(pending.standardError)")
            #expect(try await postgres.query(tables, database: database) == "0")
            let first = try await migrate(url)
            #expect(try await first.end() == .exit(0), "\(first.standardError)")
            #expect(first.standardOutput.contains("applied now"))
            let current = try await migrate(url, "--status")
            #expect(try await current.end() == .exit(0))
            #expect(current.standardOutput.hasSuffix(": the schema is current\n"))
            try await postgres.query(
                "INSERT INTO schema_migrations (number, name) VALUES (99, 'later')", database: database)
            let newer = try await migrate(url)
            #expect(try await newer.end() == .exit(1))
            #expect(newer.standardError.contains("schema 99"))
            for child in [pending, first, current, newer] {
                #expect(!(child.standardOutput + child.standardError).contains("sesame"))
            }
        }
    }

    @Test(arguments: [false, true]) func aServerWaitsForItsDatabase(isEndedMeanwhile: Bool) async throws {
        try await withPostgresServer(options) { postgres in
            let database = try await postgres.makeDatabase()
            await postgres.stop()
            let folder = try TemporaryFolder()
            let child = try ChildProcess.jobyard(
                ["up"],
                environment: [
                    "DATABASE_URL": postgres.tcpURL(database: database), "DATA_DIR": folder.path,
                    "API_HOST": "127.0.0.1", "API_PORT": "0", "GRPC_PORT": "0",
                ])
            defer { child.killAll() }
            try await eventually("it says that it waits", timeout: .seconds(60)) {
                child.standardError.contains("waiting for the database")
            }
            if !isEndedMeanwhile {
                try await postgres.start()
                try await eventually("it is ready", timeout: .seconds(60)) { child.standardOutput.contains("curl") }
            }
            child.send(SIGTERM)
            #expect(try await child.end() == .exit(0))
            #expect(!(child.standardOutput + child.standardError).contains("sesame"))
        }
    }

    @Test func whatNeedsAPersonEndsTheStart() async throws {
        try await withPostgresServer(options) { postgres in
            let good = postgres.tcpURL(database: "postgres")
            for (url, word) in [
                (good.replacing("sesame", with: "swordfish"), "authentication failed"),
                (postgres.tcpURL(database: "nowhere"), "does not exist"),
            ] {
                let folder = try TemporaryFolder()
                let child = try ChildProcess.jobyard(
                    ["server"], environment: ["DATABASE_URL": url, "DATA_DIR": folder.path, "API_PORT": "0"])
                #expect(try await child.end() == .exit(1))
                #expect(child.standardError.contains(word), "\(child.standardError)")
                #expect(!child.standardError.contains("swordfish") && !child.standardError.contains("sesame"))
            }
        }
    }

    @Test func serversThatStartAtOnceShareOneSchema() async throws {
        let port = try FreePort.find()
        try await withPostgresServer(options) { postgres in
            let database = try await postgres.makeDatabase()
            try await withRedisServer(RedisServerProcess.Options(arguments: ["--port", "\(port)"])) { _ in
                let setup = JobyardServer.Setup(
                    command: "server",
                    environment: [
                        "REDIS_HOST": "127.0.0.1", "REDIS_PORT": "\(port)",
                        "DATABASE_URL": postgres.tcpURL(database: database),
                    ])
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 {
                        group.addTask {
                            try await JobyardServer.with(setup) { server in
                                try await eventually("it is healthy", timeout: .seconds(60)) {
                                    try await server.rest.get("/health").status == 200
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(
                try await postgres.query(
                    "SELECT string_agg(number::text, ',') FROM schema_migrations", database: database)
                    == "1")
        }
    }
}
