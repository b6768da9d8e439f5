import Foundation

/// What `make install` lays down, and what these tests run: never the build folder, so that a file which is not
/// installed is missed here.
struct InstalledTree: Sendable {
    let prefix: URL

    var jobyard: URL { prefix.appending(path: "bin/jobyard") }
    var pluginHost: URL { prefix.appending(path: "libexec/jobyard/jobyard-plugin-host") }
    var builtInPlugins: URL { prefix.appending(path: "lib/jobyard/plugins") }
    var includes: URL { prefix.appending(path: "include") }

    struct Missing: Error, CustomStringConvertible {
        let path: String

        var description: String {
            "there is no \(path): run `make test`, or name an installed tree with JOBYARD_TEST_PREFIX"
        }
    }

    static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The tree that JOBYARD_TEST_PREFIX names, else the one that `make test` lays down.
    static func find() throws -> InstalledTree {
        let named = ProcessInfo.processInfo.environment["JOBYARD_TEST_PREFIX"]
        let tree = InstalledTree(
            prefix: named.map { URL(filePath: $0) } ?? packageRoot.appending(path: ".build/installed-debug"))
        for needed in [tree.jobyard, tree.pluginHost, tree.includes.appending(path: "jobyard_plugin.h")]
        where !FileManager.default.fileExists(atPath: needed.path) {
            throw Missing(path: needed.path)
        }
        return tree
    }
}
