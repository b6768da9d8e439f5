import Testing

/// A trait of a suite: one `jobyard up` for all of its tests, which find it as ``JobyardServer/current``.
struct RunningJobyard: SuiteTrait, TestScoping {
    var setup: JobyardServer.Setup
    /// C sources by the name of their plugin; they are in DATA_DIR/plugins before the start.
    var plugins: [String: String]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        for (name, source) in plugins { try await CPlugin.install(source, as: name, dataDirectory: folder) }
        try await JobyardServer.with(setup, dataDirectory: folder) { server in
            try await JobyardServer.$shared.withValue(server) { try await function() }
        }
    }
}

extension Trait where Self == RunningJobyard {
    static func jobyard(
        environment: [String: String] = [:], configurationFile: String? = nil, plugins: [String: String] = [:]
    ) -> Self {
        RunningJobyard(
            setup: JobyardServer.Setup(environment: environment, configurationFile: configurationFile),
            plugins: plugins)
    }
}

extension JobyardServer {
    @TaskLocal fileprivate static var shared: JobyardServer?

    /// The server of the suite that runs now.
    static var current: JobyardServer {
        get throws { try #require(shared, "this suite has no .jobyard trait") }
    }
}
