import Foundation
import Testing

/// The scripts of `Clients/`, run by the Python that `scripts/python-client` makes.
enum PythonClient {
    /// Runs one to its end, which must be good. Answers the JSON that it prints.
    static func run(
        _ script: String, _ arguments: [String], input: String = "", within bound: Duration = .seconds(60)
    ) async throws -> JSON {
        let path = InstalledTree.packageRoot.appending(path: "Tests/EndToEndTests/Clients/\(script).py").path
        let child = try ChildProcess(executable(), [path] + arguments, input: input)
        try #require(await child.end(within: bound) == .exit(0), "\(child.standardError.suffix(4000))")
        return try JSONDecoder().decode(JSON.self, from: Data(child.standardOutput.utf8))
    }

    /// A Python that can import grpc and our stubs.
    static func executable() throws -> URL {
        let named = ProcessInfo.processInfo.environment["JOBYARD_TEST_PYTHON"].map { URL(filePath: $0) }
        let python = named ?? InstalledTree.packageRoot.appending(path: ".build/python/bin/python3")
        try #require(
            FileManager.default.isExecutableFile(atPath: python.path),
            "no Python with a gRPC client at \(python.path): run `make test`, or name one with JOBYARD_TEST_PYTHON")
        return python
    }
}
