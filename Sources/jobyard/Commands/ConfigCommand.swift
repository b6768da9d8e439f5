import ArgumentParser
import Foundation

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the settings in force here, and where each comes from. Secrets are masked.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print a configuration file with every setting, its meaning and its default.")
    var example = false

    func run() async throws {
        try await ExitStatus.reporting {
            let output = StandardOutput()
            guard !example else { return try output.write(ExampleFile.text) }
            let report = ConfigurationReport(
                try Configuration.load(file: options.file, variables: ProcessInfo.processInfo.environment))
            if json {
                try output.write(json: Array(report.json.utf8))
            } else {
                try output.write(table: .settings(report.entries))
                report.warnings.forEach { StandardError.say("warning: \($0)") }
            }
        }
    }
}
