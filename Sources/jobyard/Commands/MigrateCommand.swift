import ArgumentParser
import Foundation
import JobStore
import Logging

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the schema of the database up to date, as every server does at its start.",
        discussion: """
            The schema only moves forward, step by step, and one program at a time applies steps. With --status nothing is \
            changed or made, and the exit status is \(ExitStatus.pending.rawValue) where a step is pending. A database \
            that does not answer is not waited for.
            """)

    @Flag(help: "Only look.")
    var status = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await ExitStatus.reporting {
            let configuration = try Configuration.load(
                file: options.file, variables: ProcessInfo.processInfo.environment)
            configuration.warnings.forEach { StandardError.say("warning: \($0)") }
            let report = try await report(configuration)
            let output = StandardOutput()
            if json {
                try output.write(json: Array(report.json.utf8))
            } else {
                try output.write(table: .schema(report))
                try output.write(line: report.summary)
            }
            guard report.status.isCurrent else { throw ExitStatus.pending.code }
        }
    }

    private func report(_ configuration: Configuration) async throws -> SchemaReport {
        let database = ConfiguredDatabase(
            configuration: configuration,
            logger: Logger(label: "jobyard.store", factory: { StreamLogHandler.standardError(label: $0) }))
        let found = try await database.schemaStatus()
        guard !status, !found.isCurrent else { return SchemaReport(configuration.database, found) }
        if case .sqlite = configuration.database { _ = try DataDirectory(configuration.dataDirectory) }
        try await database.open().close()
        return SchemaReport(configuration.database, try await database.schemaStatus(), before: found)
    }
}
