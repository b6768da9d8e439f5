import Foundation

/// Where this binary's companions are: in an installed tree (`PREFIX/bin/jobyard`), or all in one build folder.
struct Installation: Sendable, Hashable {
    var pluginHost: String
    var builtInPlugins: String

    /// Looks beside the running binary.
    static func find() throws(ConfigurationError) -> Installation {
        let binary = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return try find(binary: binary) { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static func find(binary: String, isExecutable: (String) -> Bool) throws(ConfigurationError) -> Installation {
        let folder = (binary as NSString).deletingLastPathComponent
        let prefix = (folder as NSString).deletingLastPathComponent
        let candidates = [
            Installation(
                pluginHost: prefix + "/libexec/jobyard/jobyard-plugin-host",
                builtInPlugins: prefix + "/lib/jobyard/plugins"),
            Installation(pluginHost: folder + "/jobyard-plugin-host", builtInPlugins: folder),
        ]
        guard let found = candidates.first(where: { isExecutable($0.pluginHost) }) else {
            throw ConfigurationError(
                "jobyard-plugin-host",
                allowed:
                    "not found at \(candidates.map(\.pluginHost).joined(separator: " or ")): install it with `make install`"
            )
        }
        return found
    }
}
