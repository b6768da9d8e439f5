import CJobyardPlugin
import Foundation
import Testing

/// The plugins of plugin-sdk/examples, compiled as their authors would, and run.
@Suite struct ExamplePluginsTests {
    private func compile(_ name: String) throws -> DrivenPlugin {
        let sdk = URL(filePath: #filePath).appending(path: "../../../plugin-sdk").standardizedFileURL
        let folder = FileManager.default.temporaryDirectory.appending(path: "jobyard-example-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "lib\(name).so")
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = [
            "cc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-shared", "-fPIC", "-I",
            sdk.appending(path: "include").path, sdk.appending(path: "examples/\(name).c").path, "-o", file.path,
        ]
        try compiler.run()
        compiler.waitUntilExit()
        #expect(compiler.terminationStatus == 0)
        return try DrivenPlugin(file: file)
    }

    @Test func reverse() async throws {
        let plugin = try compile("reverse")
        defer { plugin.stop() }
        let attempt = await plugin.run("\"stressed\"")
        #expect(attempt.outcome == JOBYARD_OK)
        #expect(attempt.result == "\"desserts\"")
    }

    @Test func primes() async throws {
        let plugin = try compile("primes")
        defer { plugin.stop() }
        let whole = await plugin.run("100000")
        #expect(whole.outcome == JOBYARD_OK)
        #expect(whole.result == "9592")
        #expect(whole.progress.last == 1)
        let resumed = await plugin.run("100000", checkpoint: try #require(whole.checkpoint))
        #expect(resumed.result == "9592")
        #expect(resumed.progress.isEmpty)
        #expect(resumed.log == [#"2 goes on{"next": 100000, "count": 9592}"#])
        let refused = await plugin.run("\"x\"")
        #expect(refused.outcome == JOBYARD_DISCARD)
        #expect(refused.errorCode == "invalid_payload")
        let cancelled = await plugin.run("100000000", cancelling: true)
        #expect(cancelled.outcome == JOBYARD_CANCELLED)
    }
}
