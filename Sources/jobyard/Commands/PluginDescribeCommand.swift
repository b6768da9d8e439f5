import API
import ArgumentParser
import ChildProcesses
import Foundation
import JobModel
import Logging
import NIOPosix
import PluginRuntime

struct PluginDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Do with one plugin file what a worker does when it loads it, and show what it offers.",
        discussion: """
            The file and its folder are checked, its schemas are read, and it is started once, with its settings, in a \
            process of its own. Where a worker would refuse it, the reason is on standard error.
            """)

    @Argument(help: "The plugin, a .so file.", completion: .file(extensions: ["so"]))
    var file: String

    @Flag(help: "Print JSON, with the schemas.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await ExitStatus.reporting {
            if let absence {
                StandardError.say("\(TerminalText.clean(file, maximumLength: 200)): \(absence)")
                throw ExitStatus.failed.code
            }
            let configuration = try Configuration.load(
                file: options.file, variables: ProcessInfo.processInfo.environment)
            let inspection = await PluginRuntime.inspect(
                file: URL(fileURLWithPath: file).path,
                configuration: try PluginRuntimeConfiguration(
                    configuration, dataDirectory: configuration.dataDirectory),
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                logger: Logger(label: "jobyard.plugins") { _ in SwiftLogNoOpLogHandler() })
            let report = inspection.report
            let output = StandardOutput()
            if json {
                try output.write(json: report.json(with: inspection.types))
            } else if report.state == .serving {
                let name = [report.id, report.version].compactMap(\.self).map { TerminalText.clean($0) }
                try output.write(line: name.joined(separator: " ") + ", sha256 " + (report.sha256 ?? ""))
                try output.write(table: .offeredTypes(inspection.types))
            }
            guard report.state == .serving else {
                StandardError.say("\(report.file) would be refused: \(report.reason ?? "for no reason that was given")")
                throw ExitStatus.failed.code
            }
        }
    }

    /// Why there is no file at all, which says more than that its name is not a plugin's.
    private var absence: SystemError? {
        if Folder.exists(file) { return SystemError(EISDIR) }
        return access(file, F_OK) == 0 ? nil : SystemError()
    }
}
