import Foundation
import Testing

/// A value that does not parse stops the start, with its name and what is allowed.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct BadConfigurationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let value: String
        let allowed: String
        var testDescription: String { "\(name)=\(value)" }
    }

    static let cases = [
        Case(name: "API_PORT", value: "abc", allowed: "an integer from 0 to 65535"),
        Case(name: "GRPC_PORT", value: "65536", allowed: "an integer from 0 to 65535"),
        Case(name: "REDIS_PORT", value: "0", allowed: "an integer from 1 to 65535"),
        Case(name: "LOG_LEVEL", value: "loud", allowed: "warning"),
        Case(name: "DATABASE_URL", value: "postgresql://user:p@secret@db/jobs", allowed: "write @ as %40"),
        Case(name: "DATABASE_READ_URL", value: "postgresql://user:secret@replica/jobs", allowed: "SQLite"),
        Case(name: "DATABASE_URL", value: "mysql://db/jobs", allowed: "sqlite:///"),
        Case(name: "WORKER_CONCURRENCY", value: "0", allowed: "an integer from 1 to"),
        Case(name: "WORKER_POOL_SIZE", value: "1.5", allowed: "an integer from 1 to"),
        Case(name: "DEFAULT_TIMEOUT_SECONDS", value: "soon", allowed: "a number of seconds"),
    ]

    @Test(arguments: cases) func aBadVariableStopsTheStart(bad: Case) async throws {
        let folder = try TemporaryFolder()
        let child = try ChildProcess.jobyard(["up"], environment: ["DATA_DIR": folder.path, bad.name: bad.value])
        #expect(try await child.end() == .exit(1))
        #expect(child.standardError.contains(bad.name))
        #expect(child.standardError.contains(bad.allowed))
        #expect(!child.standardError.contains("secret"))
        #expect(ProcessTable.naming(folder.path).isEmpty)
    }

    static let files = [
        ("plugin: {}", "plugin"),
        ("plugins: {jobyard.echo: {configuration: {}}}", "configuration"),
        ("plugins: [", "jobyard.yaml"),
        ("plugins: 5", "plugins"),
    ]

    @Test(arguments: files) func aBadFileStopsTheStart(text: String, named: String) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(text, to: "jobyard.yaml")
        let child = try ChildProcess.jobyard(["up", "--config", file.path], environment: ["DATA_DIR": folder.path])
        #expect(try await child.end() == .exit(1))
        #expect(child.standardError.contains(file.path))
        #expect(child.standardError.contains(named))
    }

    @Test func aFileThatIsNotThereStopsTheStart() async throws {
        let folder = try TemporaryFolder()
        let environment = ["DATA_DIR": folder.path, "JOBYARD_CONFIG": folder.path + "/absent.yaml"]
        let child = try ChildProcess.jobyard(["up"], environment: environment)
        #expect(try await child.end() == .exit(1))
        #expect(child.standardError.contains("absent.yaml"))
    }
}
