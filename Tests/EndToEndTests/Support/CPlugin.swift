import Foundation

/// Plugins in C, compiled as their authors would: with `cc` and the one installed header.
enum CPlugin {
    struct NotCompiled: Error, CustomStringConvertible {
        let description: String
    }

    /// Compiles a source into `DATA_DIR/plugins/<name>.so`. Answers its path.
    @discardableResult
    static func install(_ source: String, as name: String, dataDirectory: TemporaryFolder) async throws -> String {
        let plugins = dataDirectory.url.appending(path: "plugins")
        try FileManager.default.createDirectory(
            at: plugins, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let library = plugins.appending(path: "\(name).so").path
        try await compile(dataDirectory.write(source, to: "\(name).c").path, into: library)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: library)
        return library
    }

    static func compile(_ source: String, into library: String) async throws {
        let includes = try InstalledTree.find().includes.path
        let compiler = try await ChildProcess.run("cc", ["-shared", "-fPIC", "-I", includes, "-o", library, source])
        guard try await compiler.end() == .exit(0) else { throw NotCompiled(description: compiler.standardError) }
    }
}
