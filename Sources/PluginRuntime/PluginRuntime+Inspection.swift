import ChildProcesses
import Glibc
import JobModel
import Logging
import NIOCore
import NIOPosix

extension PluginRuntime {
    /// Does with one file everything that a worker's ``load()`` does: checks file and directory, copies, describes,
    /// reads the schemas, starts one host, and asks for its health. Leaves nothing behind.
    ///
    /// - Parameters:
    ///   - file: of any directory; a worker would look only into its plugin directories.
    ///   - configuration: its host executable, settings and timeouts count; the copy goes to a temporary directory.
    package static func inspect(
        file: String, configuration: PluginRuntimeConfiguration, eventLoopGroup: any EventLoopGroup, logger: Logger
    ) async -> PluginInspection {
        let directory: String
        do {
            directory = try makeTemporaryDirectory()
        } catch {
            return PluginInspection(PluginRefusal(file: file, reason: "no temporary directory: \(error)"))
        }
        var configuration = configuration
        configuration.pluginDirectories = []
        configuration.dataDirectory = directory
        configuration.triesStarts = true
        let runtime = PluginRuntime(configuration: configuration, eventLoopGroup: eventLoopGroup, logger: logger)
        let inspection = await runtime.inspect(file)
        // By way of a future: cancellation does not skip it.
        _ = try? await NIOThreadPool.singleton.runIfActive(eventLoop: eventLoopGroup.next()) {
            FileTree.remove(directory)
        }.get()
        return inspection
    }

    private func inspect(_ file: String) async -> PluginInspection {
        do {
            let store = try await openStore()
            let finding = try await NIOThreadPool.singleton.runIfActive {
                Result { () throws(PluginRefusal) in try PluginDirectory.find(file, into: store) }
            }.get()
            var catalog = PluginCatalog()
            await load([finding], into: &catalog)
            return PluginInspection(catalog)
                ?? PluginInspection(PluginRefusal(file: file, reason: "it was neither loaded nor refused"))
        } catch {
            return PluginInspection((error as? PluginRefusal) ?? PluginRefusal(file: file, reason: "\(error)"))
        }
    }

    private static func makeTemporaryDirectory() throws(SystemError) -> String {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let parent = named.isEmpty ? "/tmp" : named
        var template = Array("\(parent)/jobyard-inspection-\(String(repeating: "X", count: 6))".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemError(errno) }
        return String(cString: made)
    }
}

extension PluginInspection {
    fileprivate init(_ refusal: PluginRefusal) {
        self.init(report: PluginReport(refusal), description: refusal.plugin, types: [])
    }

    /// Of the one file in a catalog.
    fileprivate init?(_ catalog: PluginCatalog) {
        if let plugin = catalog.plugins.first {
            self.init(
                report: PluginReport(plugin, restReason: nil), description: plugin.description, types: plugin.types)
        } else if let refusal = catalog.refusals.first {
            self.init(refusal)
        } else {
            return nil
        }
    }
}
