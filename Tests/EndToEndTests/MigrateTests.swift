import Foundation
import Testing

/// `jobyard migrate`, on SQLite.
@Suite(.timeLimit(.minutes(1)))
struct MigrateTests {
    private let folder: TemporaryFolder
    private var dataDirectory: String { folder.path + "/data" }

    init() throws { folder = try TemporaryFolder() }

    private func migrate(_ arguments: String...) async throws -> ChildProcess {
        let child = try ChildProcess.jobyard(["migrate"] + arguments, environment: ["DATA_DIR": dataDirectory])
        try await child.end()
        return child
    }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: dataDirectory)) ?? []).sorted()
    }

    @Test func statusMakesNothing() async throws {
        let child = try await migrate("--status")
        #expect(try await child.end() == .exit(4))
        #expect(child.standardOutput.contains("pending") && !child.standardOutput.contains("applied  "))
        #expect(!FileManager.default.fileExists(atPath: dataDirectory))
    }

    @Test func migrateAppliesEveryStepOnce() async throws {
        let first = try await migrate()
        #expect(try await first.end() == .exit(0), "\(first.standardError)")
        #expect(first.standardOutput.contains("applied now") && first.standardOutput.contains("current now"))
        let before = files
        let status = try await migrate("--status")
        #expect(try await status.end() == .exit(0))
        #expect(status.standardOutput.hasSuffix(": the schema is current\n"))
        let json = try await migrate("--status", "--json")
        let report = try JSONDecoder().decode(JSON.self, from: Data(json.standardOutput.utf8))
        #expect(report["current"] == true && report["applied_now"] == [])
        #expect(report["steps"]?.elements.first == ["number": 1, "name": "jobs and attempts", "applied": true])
        #expect(files == before, "looking leaves nothing behind")
        let second = try await migrate()
        #expect(try await second.end() == .exit(0))
        #expect(second.standardOutput == status.standardOutput)
    }

    @Test func aRunningServersSchemaIsSeen() async throws {
        try await JobyardServer.with { server in
            let child = try ChildProcess.jobyard(
                ["migrate", "--status"], environment: ["DATA_DIR": server.dataDirectory.path])
            #expect(try await child.end() == .exit(0), "\(child.standardError)")
            #expect(try await server.rest.run("echo").status == "completed")
        }
    }

    @Test(arguments: [[], ["--status"]]) func aNewerSchemaIsRefused(arguments: [String]) async throws {
        _ = try await migrate()
        let file = dataDirectory + "/job_scheduler.db"
        let edit = try await ChildProcess.run(
            "python3",
            [
                "-c",
                "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(\"INSERT INTO grdb_migrations VALUES ('999')\"); c.commit()",
                file,
            ])
        #expect(try await edit.end() == .exit(0))
        let child = try ChildProcess.jobyard(["migrate"] + arguments, environment: ["DATA_DIR": dataDirectory])
        #expect(try await child.end() == .exit(1))
        #expect(child.standardError.contains("schema 999"))
    }

    @Test func aFileThatIsNoDatabaseIsRefused() async throws {
        try FileManager.default.createDirectory(atPath: dataDirectory, withIntermediateDirectories: true)
        try Data(String(repeating: "no database ", count: 1000).utf8).write(
            to: URL(filePath: dataDirectory + "/job_scheduler.db"))
        let child = try await migrate("--status")
        #expect(try await child.end() == .exit(1))
        #expect(child.standardError.contains("no SQLite database"))
    }
}
