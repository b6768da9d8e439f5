import Foundation
import Testing

extension OwnServerTests {
    /// The short runs of `Tests/Chaos`: half a minute of faults, by a fixed seed.
    @Suite struct ChaosTests {
        @Test(arguments: ["short", "short-postgresql"]) func nothingAcknowledgedIsLost(_ name: String) async throws {
            let prefix = try InstalledTree.find().prefix.path
            try await run("chaos", ["--prefix", prefix, "--case", name], within: .seconds(220))
        }

        /// What judges it can be believed.
        @Test func theCheckerFindsLies() async throws { try await run("check_checker.py", [], within: .seconds(120)) }

        private func run(_ script: String, _ arguments: [String], within bound: Duration) async throws {
            let path = InstalledTree.packageRoot.appending(path: "Tests/Chaos/\(script)").path
            let child = try ChildProcess(PythonClient.executable(), [path] + arguments)
            let end = try await child.end(within: bound)
            #expect(end == .exit(0), "\(child.standardOutput.suffix(8000))\n\(child.standardError.suffix(4000))")
        }
    }
}
