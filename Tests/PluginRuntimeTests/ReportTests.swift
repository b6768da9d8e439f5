import Glibc
import JobModel
import Logging
import NIOPosix
import Testing

@testable import PluginRuntime

/// What a worker says of its plugins, and what `jobyard plugin describe` learns of one file.
@Suite struct ReportTests {
    @Test func everyFileIsReported() async throws {
        func prepare(_ directory: String) throws {
            mkfifo("\(directory)/3-fifo.so", 0o644)
        }
        let plugins = [("variant.c", []), ("variant.c", ["TYPE=\"other\""]), ("variant.c", ["ID=NULL"])]
        try await TestRuntime.with(plugins, prepare: prepare) { test in
            let reports = test.runtime.reports
            #expect(reports.map(\.state) == [.serving, .refused, .refused, .refused])
            #expect(reports.map(\.id) == ["test.variant", "test.variant", nil, nil])
            #expect(reports.map(\.jobTypes) == [["variant"], ["other"], [], []])
            #expect(reports.map { $0.sha256?.utf8.count } == [64, 64, 64, nil])
            #expect(reports.map { $0.reason == nil } == [true, false, false, false])
            #expect(reports.map(\.version) == ["1.0.0", "1.0.0", nil, nil])
        }
    }

    @Test func aPluginWhoseHostsFailToStartRestsAndSaysWhy() async throws {
        let backoff = RetryPolicy(baseMilliseconds: 60_000, factor: 1, capMilliseconds: 60_000)
        try await TestRuntime.with([("variant.c", ["INIT=return 5"])], startBackoff: backoff) { test in
            #expect(test.runtime.reports.map(\.state) == [.serving])
            _ = await test.run("variant")
            let report = try #require(test.runtime.reports.first)
            #expect(report.state == .resting)
            #expect(report.reason == "a plugin host did not come up: init returned 5")
            #expect(test.runtime.leasableTypes == [])
        }
    }

    /// What becomes of one file, by the macros of `variant.c`.
    static let inspections: [(defines: [String], state: PluginReport.State, reason: String?)] = [
        ([], .serving, nil),
        (["INIT=return 5"], .refused, "it does not start: init returned 5"),
        (["HEALTH=strcpy(message,\"no disk\");return 2"], .refused, "it does not start: health returned 2: no disk"),
        (["ID=NULL"], .refused, "jobyard_plugin.id is missing or NULL"),
        (
            ["SCHEMA=\"{\\\"type\\\": 7}\""], .refused,
            "the payload_schema of the job type “variant” cannot be used: "
        ),
    ]

    @Test(arguments: inspections.indices) func oneFileIsInspected(_ index: Int) async throws {
        let (defines, state, reason) = Self.inspections[index]
        let directory = try TemporaryDirectory()
        let file = "\(directory.path)/one.so"
        try CPlugin.compile("variant.c", defines: defines, to: file)
        let inspection = await inspect(file)
        #expect(inspection.report.state == state, "\(inspection.report.reason ?? "")")
        #expect(inspection.report.file == file)
        #expect(inspection.report.reason.map { $0.hasPrefix(reason ?? "none") } ?? (reason == nil))
        #expect(inspection.report.sha256?.utf8.count == 64)
        #expect(inspection.types.map(\.name) == (state == .serving ? ["variant"] : []))
        #expect((inspection.description == nil) == defines.contains("ID=NULL"))
    }

    @Test func whatAWorkerWouldNotReadIsNotInspected() async throws {
        let directory = try TemporaryDirectory()
        try CPlugin.compile("variant.c", to: "\(directory.path)/plugin")
        try CPlugin.compile("variant.c", to: "\(directory.path)/open.so")
        chmod("\(directory.path)/open.so", 0o777)
        for (name, reason) in [
            ("plugin", "is not named *.so"), ("missing.so", "open failed: No such file"),
            ("open.so", "may be written by group or others"), ("nowhere/a.so", "the plugin directory open failed"),
        ] {
            let report = await inspect("\(directory.path)/\(name)").report
            #expect(report.state == .refused)
            #expect(report.reason?.hasPrefix(reason) == true, "\(report.reason ?? "")")
        }
    }

    @Test func anInspectionLeavesNothingBehind() async throws {
        let directory = try TemporaryDirectory()
        try FileTreeTests.fill("\(directory.path)/tree")
        FileTree.remove("\(directory.path)/tree")
        #expect(access("\(directory.path)/tree", F_OK) != 0)
        #expect(access("\(directory.path)/outside", F_OK) == 0, "no link was followed")
    }

    private func inspect(_ file: String) async -> PluginInspection {
        await PluginRuntime.inspect(
            file: file,
            configuration: PluginRuntimeConfiguration(
                hostExecutable: TestRuntime.hostExecutable, pluginDirectories: [], dataDirectory: ""),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: RecordedLog().logger)
    }
}

private enum FileTreeTests {
    /// Directories, files, and a link to a file beside them.
    static func fill(_ path: String) throws {
        let outside = "\(path.dropLast("tree".count))outside"
        for directory in [path, "\(path)/a", "\(path)/a/b"] { mkdir(directory, 0o700) }
        for file in [outside, "\(path)/a/b/file"] { try Command.run("/usr/bin/touch", [file]) }
        symlink(outside, "\(path)/link")
    }
}
