import ArgumentParser
import Foundation

/// What the commands that talk to a server have in common.
struct ClientOptions: ParsableArguments {
    @Option(help: "The server's REST address. Default: JOBYARD_URL, else \(ServerAddress.standard).")
    var url: String?

    @Flag(help: "Print JSON as the server sent it.")
    var json = false

    /// Runs a command's body with a client and standard output; errors are told, with their exit status.
    func run(_ body: (JobyardClient, StandardOutput) async throws -> Void) async throws {
        try await ExitStatus.reporting {
            let named = url ?? Environment(ProcessInfo.processInfo.environment).text(Environment.serverURL)
            try await JobyardClient.with(ServerAddress(named ?? ServerAddress.standard)) { client in
                try await body(client, StandardOutput())
            }
        }
    }
}
