import Glibc

/// Compiles plugins of the tests with plain cc.
enum CPlugin {
    private static let folder = String(#filePath.dropLast("/CPlugin.swift".count))

    /// Where jobyard_plugin.h is.
    private static let include: String = {
        let package = folder.dropLast("/Tests/PluginRuntimeTests".count)
        return "\(package)/plugin-sdk/include"
    }()

    /// - Parameter defines: macros of `variant.c`, as `NAME=value`.
    static func compile(_ source: String, defines: [String] = [], to file: String) throws {
        try Command.run(
            "/usr/bin/cc",
            ["-shared", "-fPIC", "-O1", "-I", include, "-o", file, "\(folder)/Plugins/\(source)", "-lpthread"]
                + defines.map { "-D\($0)" })
        guard chmod(file, 0o755) == 0 else { throw TestFailure("chmod: \(errno)") }
    }
}
