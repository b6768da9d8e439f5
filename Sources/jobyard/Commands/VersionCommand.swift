import ArgumentParser
import JSONSchema

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await ExitStatus.reporting {
            let output = StandardOutput()
            if json {
                try output.write(json: Array(#"{"version":\#(JSONText.quote(Version.text))}"#.utf8))
            } else {
                try output.write(line: "jobyard \(Version.text)")
            }
        }
    }
}
