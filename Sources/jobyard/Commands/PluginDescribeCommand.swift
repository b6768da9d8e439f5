import ArgumentParser
import Foundation
import Glibc

struct PluginDescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Load a plugin file in a process of its own, and print what it offers as JSON.",
        discussion: "Exits with 0, or with another status and the reason on standard error where it cannot be loaded.")

    @Argument(help: "The plugin, a .so file.", completion: .file(extensions: ["so"]))
    var file: String

    /// Becomes the plugin host: plugin code never runs in this program.
    func run() throws {
        let host = try Installation.find().pluginHost
        let path = URL(fileURLWithPath: file).path
        var arguments: [UnsafeMutablePointer<CChar>?] = [host, "describe", path].map { (text: String) in
            strdup(text)
        }
        arguments.append(nil)
        // This thread may block signals: the host must hear of Ctrl-C.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        execv(host, arguments)
        throw ConfigurationError("jobyard-plugin-host", value: host, allowed: "executable: \(SystemError())")
    }
}
