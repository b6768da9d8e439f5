import Foundation
import TestSupport

/// A running `jobyard up` (or `server`), ready for jobs.
struct JobyardServer: Sendable {
    /// How it is started.
    struct Setup: Sendable {
        var command = "up"
        var environment: [String: String] = [:]
        /// The text of the file that --config names.
        var configurationFile: String?

        init(command: String = "up", environment: [String: String] = [:], configurationFile: String? = nil) {
            self.command = command
            self.environment = environment
            self.configurationFile = configurationFile
        }
    }

    struct NotReady: Error, CustomStringConvertible {
        let description: String
    }

    let process: ChildProcess
    let dataDirectory: TemporaryFolder
    let rest: RESTClient
    /// `host:port`
    let grpc: String

    /// Starts it on ports that the system chooses, and waits until it says that it is ready.
    static func start(_ setup: Setup, dataDirectory: TemporaryFolder) async throws -> JobyardServer {
        var arguments = [setup.command]
        if let text = setup.configurationFile {
            arguments += ["--config", try dataDirectory.write(text, to: "jobyard.yaml").path]
        }
        let standard = ["DATA_DIR": dataDirectory.path, "API_HOST": "127.0.0.1", "API_PORT": "0", "GRPC_PORT": "0"]
        let process = try ChildProcess.jobyard(arguments, environment: standard.merging(setup.environment) { $1 })
        try? await eventually(timeout: .seconds(60)) {
            !process.isRunning || process.standardOutput.contains("curl")
        }
        guard process.isRunning,
            let rest = process.standardOutput.firstMatch(of: /REST\s+(http:\S+)/)?.1,
            let grpc = process.standardOutput.firstMatch(of: /gRPC\s+(\S+)/)?.1
        else {
            process.killAll()
            throw NotReady(description: "`jobyard \(setup.command)` did not become ready; \(process.lastWords)")
        }
        return JobyardServer(
            process: process, dataDirectory: dataDirectory, rest: RESTClient(url: String(rest)), grpc: String(grpc))
    }

    /// SIGTERM, and its end.
    @discardableResult
    func stop(within bound: Duration = .seconds(60)) async throws -> ChildProcess.End {
        process.send(SIGTERM)
        return try await process.end(within: bound)
    }

    /// Runs a body against a server that is stopped after it, however it ends.
    static func with<Result>(
        _ setup: Setup = Setup(), dataDirectory: TemporaryFolder? = nil,
        _ body: (JobyardServer) async throws -> Result
    ) async throws -> Result {
        let server = try await start(setup, dataDirectory: dataDirectory ?? TemporaryFolder())
        do {
            let result = try await body(server)
            try await server.stop()
            return result
        } catch {
            _ = try? await server.stop()
            throw error
        }
    }
}
