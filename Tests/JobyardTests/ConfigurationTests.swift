import Logging
import Testing

@testable import jobyard

@Suite struct ConfigurationTests {
    private func configuration(_ variables: [String: String] = [:]) throws -> Configuration {
        try Configuration(environment: Environment(variables))
    }

    @Test func theDefaults() throws {
        let configuration = try configuration()
        #expect(configuration.redisHost == nil && configuration.redisPort == 6379)
        #expect(configuration.database == .sqlite(path: "./.jobyard/job_scheduler.db"))
        #expect(configuration.apiHost == "0.0.0.0" && configuration.apiPort == 8000 && configuration.grpcPort == 50051)
        #expect(configuration.workerSlots == 8)
        #expect(configuration.defaultMaximumRetries == 3 && configuration.defaultTimeoutSeconds == 300)
        #expect(configuration.jobTimeToLiveSeconds == 86400)
        #expect(configuration.logLevel == .info)
        #expect(configuration.pluginDirectory == "./.jobyard/plugins")
    }

    @Test(arguments: [
        ("sqlite:///./a.db", "/data/a.db"), ("sqlite:///a.db", "/data/a.db"), ("sqlite:////srv/a.db", "/srv/a.db"),
    ])
    func theDatabaseLiesUnderTheDataDirectory(url: String, path: String) throws {
        #expect(try configuration(["DATABASE_URL": url, "DATA_DIR": "/data"]).database == .sqlite(path: path))
    }

    @Test(arguments: [("WARN", "warning"), ("warning", "warning"), ("Debug", "debug"), ("ERROR", "error")])
    func logLevelsInAnyCase(text: String, level: String) throws {
        #expect(try configuration(["LOG_LEVEL": text]).logLevel.rawValue == level)
    }

    @Test(arguments: [
        ("REDIS_PORT", "redis"), ("REDIS_PORT", "0"), ("REDIS_DB", "-1"), ("API_PORT", "abc"), ("GRPC_PORT", "70000"),
        ("WORKER_CONCURRENCY", "0"), ("WORKER_POOL_SIZE", "1.5"), ("DEFAULT_MAX_RETRIES", "-1"),
        ("DEFAULT_TIMEOUT_SECONDS", "soon"), ("JOB_TTL_SECONDS", "0"), ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "postgresql://u:secret@h/d"), ("DATABASE_URL", "sqlite:///"),
    ])
    func aValueThatDoesNotParseIsNamed(name: String, value: String) {
        #expect {
            try configuration([name: value])
        } throws: { error in
            let text = "\(error)"
            return text.contains(name) && !text.contains("secret")
        }
    }

    @Test func anEmptyVariableCountsAsNotSet() throws {
        #expect(try configuration(["REDIS_HOST": "", "API_PORT": ""]).redisHost == nil)
    }

    @Test func pluginSettingsAreReadAsTyped() throws {
        let file = try ConfigurationFile.parse(
            """
            plugins:
              jobyard.http_request:
                config:
                  allow_private_addresses: true
                  limit: 9007199254740993
                  name: "x y"
                  hosts: [a, "b\\n"]
            """, path: "f")
        let config = try #require(file.plugins["jobyard.http_request"]).config
        #expect(config["allow_private_addresses"] == "true")
        #expect(config["limit"] == "9007199254740993")
        #expect(config["name"] == "x y")
        #expect(config["hosts"] == #"["a","b\n"]"#)
    }

    @Test(arguments: [
        ("plugin: {}", "plugin"), ("plugins: {a: {confg: {}}}", "plugins.a.confg"), ("plugins: [1]", "plugins"),
        ("plugins: {a: {config: 3}}", "plugins.a.config"), ("a: [", "f"),
    ])
    func whatIsWrongInTheFileIsNamed(text: String, name: String) {
        #expect {
            try ConfigurationFile.parse(text, path: "f")
        } throws: { error in "\(error)".contains(name) && error is ConfigurationError }
    }
}

@Suite struct InstallationTests {
    @Test func anInstalledTreeComesFirst() throws {
        let found = try Installation.find(binary: "/opt/x/bin/jobyard") { $0.hasPrefix("/opt/x/libexec") }
        #expect(found.pluginHost == "/opt/x/libexec/jobyard/jobyard-plugin-host")
        #expect(found.builtInPlugins == "/opt/x/lib/jobyard/plugins")
    }

    @Test func aBuildFolderHoldsAll() throws {
        let found = try Installation.find(binary: "/b/debug/jobyard") { $0 == "/b/debug/jobyard-plugin-host" }
        #expect(found.builtInPlugins == "/b/debug")
    }

    @Test func aMissingHostIsNamed() {
        #expect(throws: ConfigurationError.self) {
            try Installation.find(binary: "/b/jobyard") { _ in false }
        }
    }
}
