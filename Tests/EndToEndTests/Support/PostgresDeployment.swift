import Foundation
import TestSupport
import Testing

/// A server and a worker as processes of their own, with a Redis and a PostgreSQL that a test may harm.
struct PostgresDeployment: Sendable {
    let postgres: PostgresServerProcess
    let redis: RedisServerProcess
    let server: JobyardServer
    let worker: ChildProcess

    var rest: RESTClient { server.rest }

    /// `makeDatabase` answers the name of a database with nothing in it.
    static func with(
        slots: Int = 4, makeDatabase: (PostgresServerProcess) async throws -> String = { try await $0.makeDatabase() },
        _ body: (PostgresDeployment) async throws -> Void
    ) async throws {
        let port = try FreePort.find()
        try await withPostgresServer(PostgresServerProcess.Options(isDurable: false)) { postgres in
            let database = try await makeDatabase(postgres)
            let options = RedisServerProcess.Options(appendOnly: true, arguments: ["--port", "\(port)"])
            try await withRedisServer(options) { redis in
                let address = ["REDIS_HOST": "127.0.0.1", "REDIS_PORT": "\(port)"]
                let setup = JobyardServer.Setup(
                    command: "server",
                    environment: address.merging(["DATABASE_URL": postgres.url(database: database)]) { $1 })
                try await JobyardServer.with(setup) { server in
                    let folder = try TemporaryFolder()
                    let worker = try ChildProcess.jobyard(
                        ["worker"],
                        environment: address.merging([
                            "DATA_DIR": folder.path, "WORKER_CONCURRENCY": "\(slots)", "WORKER_POOL_SIZE": "1",
                        ]) { $1 })
                    defer { worker.killAll() }
                    try await eventually("the worker is registered", timeout: .seconds(60)) {
                        try await server.rest.get("/health").json()["workers"] == 1
                    }
                    try await body(
                        PostgresDeployment(postgres: postgres, redis: redis, server: server, worker: worker))
                    #expect(server.process.isRunning && worker.isRunning, "neither had to be started again")
                }
            }
        }
    }

    /// What redis-cli prints.
    func askRedis(_ words: String...) async throws -> String {
        let child = try await ChildProcess.run("redis-cli", ["-s", redis.socketPath] + words)
        return child.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What Redis holds: the number of jobs by state.
    func jobsInRedis() async throws -> [String: Int] {
        let values = try await askRedis("HVALS", "{jobyard}:live").split(separator: "\n")
        return values.reduce(into: [:]) { $0[String($1.prefix { $0 != " " }), default: 0] += 1 }
    }

    /// The value of a metric, with its labels as they are printed.
    func metric(_ series: String) async throws -> Double? {
        try await rest.get("/metrics").text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    func waitUntilAccepting() async throws {
        try await eventually("jobs are accepted again", timeout: .seconds(60)) {
            try await rest.get("/health").status == 200
        }
    }

    func expectToAccept(_ number: Int64) async throws {
        try await waitUntilAccepting()
        #expect(try await rest.run("echo", ["number": .integer(number)]).result == ["number": .integer(number)])
    }
}
