import ArgumentParser
import Foundation

/// What the commands that talk to a server have in common.
struct ClientOptions: ParsableArguments {
    @Option(help: "The server's REST address. Default: JOBYARD_URL, else http://localhost:8000.")
    var url: String?

    @Flag(help: "Print JSON as the server sent it.")
    var json = false

    var client: JobyardClient {
        JobyardClient(url: url ?? ProcessInfo.processInfo.environment["JOBYARD_URL"] ?? "http://localhost:8000")
    }
}
