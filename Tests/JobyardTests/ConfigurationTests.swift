import Glibc
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
        #expect(configuration.databaseReadURL == nil && configuration.databasePoolSize == 4)
        #expect(configuration.databaseStatementTimeoutSeconds == 10 && configuration.databaseLockTimeoutSeconds == 5)
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
        ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "mysql://u:secret@h/d"), ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "host=h password=secret"), ("DATABASE_READ_URL", "sqlite:///replica.db"),
        ("DATABASE_READ_URL", "mysql://u:secret@h/d"), ("DATABASE_POOL_SIZE", "0"), ("DATABASE_POOL_SIZE", "101"),
        ("DATABASE_STATEMENT_TIMEOUT_SECONDS", "0"), ("DATABASE_LOCK_TIMEOUT_SECONDS", "never"),
    ])
    func aValueThatDoesNotParseIsNamed(name: String, value: String) {
        #expect {
            try configuration([name: value])
        } throws: { error in
            let text = "\(error)"
            return text.contains(name) && !text.contains("secret")
        }
    }

    @Test func aReplicaNeedsPostgreSQL() throws {
        let read = ["DATABASE_READ_URL": "postgresql://u:secret@replica/d"]
        #expect {
            try configuration(read)
        } throws: { error in
            let text = "\(error)"
            return text.contains("DATABASE_READ_URL") && text.contains("SQLite") && !text.contains("secret")
        }
        let both = try configuration(read.merging(["DATABASE_URL": "postgres://primary/d"]) { $1 })
        #expect(both.databaseReadURL?.text == "postgresql://u:secret@replica/d")
        #expect(both.database.shown == "postgres://primary/d")
    }

    @Test func aLockTimeoutIsPartOfTheStatementTimeout() throws {
        let short = ["DATABASE_STATEMENT_TIMEOUT_SECONDS": "2"]
        #expect(try configuration(short).databaseLockTimeoutSeconds == 2)
        #expect {
            try configuration(short.merging(["DATABASE_LOCK_TIMEOUT_SECONDS": "2.5"]) { $1 })
        } throws: {
            "\($0)".contains(
                "DATABASE_LOCK_TIMEOUT_SECONDS is \"2.5\": it must not exceed DATABASE_STATEMENT_TIMEOUT_SECONDS")
        }
        let file = try ConfigurationFile.parse("database:\n  lock_timeout_seconds: 11", path: "f.yaml")
        #expect {
            try Configuration(environment: Environment([:]), file: file)
        } throws: { "\($0)".hasPrefix("f.yaml:2: database.lock_timeout_seconds is") }
    }

    @Test func anEmptyVariableCountsAsNotSet() throws {
        #expect(try configuration(["REDIS_HOST": "", "API_PORT": ""]).redisHost == nil)
    }

    @Test func theTableSetsEveryMemberAndOnlyIts() throws {
        var configuration = Configuration()
        let texts = ["7", "x", "debug", "sqlite:////x", "postgresql://x"]
        #expect(Set(Setting.all.map(\.variable)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.path)).count == Setting.all.count)
        for setting in Setting.all {
            let before = configuration
            let taken = try texts.first { try setting.assign($0, &configuration) }
            let text = try #require(taken)
            #expect(setting.value(configuration).text == text, "\(setting.variable)")
            #expect(configuration != before, "\(setting.variable) changes something")
        }
        for other in Setting.all {
            #expect(texts.contains(other.value(configuration).text), "\(other.variable) was changed back by another")
        }
    }

    @Test func theEnvironmentWinsOverTheFileAndTheFileOverTheDefault() throws {
        let file = try ConfigurationFile.parse("api: {host: a, port: 1}\n\nlog:\n  level: warn\n", path: "f.yaml")
        let configuration = try Configuration(environment: Environment(["API_PORT": "2"]), file: file)
        #expect(configuration.apiHost == "a" && configuration.apiPort == 2 && configuration.logLevel == .warning)
        #expect(configuration.source(of: "API_HOST").description == "f.yaml:1")
        #expect(configuration.source(of: "API_PORT").description == "API_PORT")
        #expect(configuration.source(of: "LOG_LEVEL").description == "f.yaml:4")
        #expect(configuration.source(of: "GRPC_PORT") == .standard)
    }

    @Test func aSecretMayStandInAFile() throws {
        let folder = try TestFolder()
        let secret = try folder.write("hunter2\n", to: "password")
        let variables = ["REDIS_PASSWORD_FILE": secret]
        let configuration = try configuration(variables)
        #expect(configuration.redisPassword == "hunter2")
        #expect(configuration.source(of: "REDIS_PASSWORD").description == "\(secret) (REDIS_PASSWORD_FILE)")
        let file = try ConfigurationFile.parse("redis: {password_file: \(secret)}", path: "f")
        #expect(try Configuration(environment: Environment([:]), file: file).redisPassword == "hunter2")
        #expect(throws: ConfigurationError.self) {
            try self.configuration(variables.merging(["REDIS_PASSWORD": "x"]) { $1 })
        }
        #expect {
            try self.configuration(["REDIS_PASSWORD_FILE": folder.path + "/absent"])
        } throws: { "\($0)".contains("REDIS_PASSWORD_FILE") && "\($0)".contains("No such file") }
    }

    @Test(arguments: [
        ("API_PROT", "did you mean API_PORT?"), ("REDIS_PASWORD", "did you mean REDIS_PASSWORD?"),
        ("JOBYARD_CONFG", "did you mean JOBYARD_CONFIG?"), ("JOBYARD_ANYTHING", "is not read"),
    ])
    func misspeltVariablesAreNamed(name: String, advice: String) throws {
        let warnings = try configuration([name: "1"]).warnings
        #expect(warnings.count == 1 && warnings[0].contains(name) && warnings[0].contains(advice))
    }

    @Test func otherPeoplesVariablesAreLeftAlone() throws {
        let others = [
            "PATH", "HOME", "PWD", "LANG", "PORT", "DB", "REDIS_SENTINEL_HOST", "JOBYARD_URL", "JOBYARD_CONFIG",
        ]
        #expect(try configuration(Dictionary(uniqueKeysWithValues: others.map { ($0, "1") })).warnings == [])
    }

    @Test func foldersThatOthersMayWriteToAreNamed() throws {
        let folder = try TestFolder()
        let data = folder.path + "/data"
        let plugins = folder.path + "/plugins"
        try Folder.make(data)
        try Folder.make(plugins + "/mine")
        func warnings(mode: mode_t) throws -> [String] {
            for path in [data, plugins] { #expect(chmod(path, mode) == 0) }
            return try Configuration.load(file: nil, variables: ["DATA_DIR": data, "PLUGIN_DIR": plugins + "/mine"])
                .warnings
        }
        for mode in [0o700, 0o755, 0o1777] as [mode_t] { #expect(try warnings(mode: mode) == []) }
        for mode in [0o775, 0o777, 0o707] as [mode_t] {
            let warnings = try warnings(mode: mode)
            #expect(warnings.count == 2)
            #expect(warnings.first?.contains("`chmod go-w \(data)`") == true)
            #expect(warnings.last?.contains("`chmod go-w \(plugins)`") == true)
        }
    }

    @Test func misspeltPluginsAreNamed() throws {
        let file = try ConfigurationFile.parse(
            "plugins:\n  jobyard.ecko: {}\n  other.thing: {}\n  jobyard.math: {}", path: "f")
        let configuration = try Configuration(environment: Environment([:]), file: file)
        let warnings = configuration.sectionsWithoutPlugin(loaded: ["jobyard.math", "jobyard.echo"])
        #expect(warnings.count == 2)
        #expect(warnings[0].hasPrefix("f:2:") && warnings[0].contains("did you mean jobyard.echo?"))
        #expect(warnings[1].hasPrefix("f:3:") && warnings[1].contains("loaded are jobyard.echo, jobyard.math"))
    }

    @Test func onlyTheDefaultPluginFolderIsMade() throws {
        let folder = try TestFolder()
        let standard = try configuration(["DATA_DIR": folder.path + "/a/b"])
        try PluginFolder.prepare(standard)
        #expect(Folder.exists(standard.pluginDirectory))
        let named = try configuration(["PLUGIN_DIR": folder.path + "/absent"])
        #expect { try PluginFolder.prepare(named) } throws: { "\($0)".contains("PLUGIN_DIR is") }
        #expect(!Folder.exists(named.pluginDirectory))
    }

    @Test func aFolderThatCannotBeMadeSaysWhyInWords() throws {
        let folder = try TestFolder()
        let file = try folder.write("", to: "file")
        #expect {
            try DataDirectory(file + "/below")
        } throws: { "\($0)".contains("Not a directory") && !"\($0)".contains("NSCocoa") }
    }
}
