import Glibc
import PluginWire

/// `describe FILE`: prints the plugin's descriptor as one JSON object.
enum DescribeMode {
    static func run(file: String) -> Never {
        // What the plugin prints while it is loaded must not mix with the answer.
        let answer = dup(STDOUT_FILENO)
        guard answer >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else {
            ProcessEnd.refuse("cannot set standard output aside: \(ErrorNumber.last)")
        }
        _ = fcntl(answer, F_SETFD, FD_CLOEXEC)
        do {
            let plugin = try PluginLibrary.load(file)
            let json = Array((DescriptorJSON.text(of: plugin.descriptor) + "\n").utf8)
            var written = 0
            while written < json.count {
                let count = json[written...].withUnsafeBytes { write(answer, $0.baseAddress, $0.count) }
                guard count > 0 || errno == EINTR else { ProcessEnd.refuse("cannot write: \(ErrorNumber.last)") }
                written += max(0, count)
            }
        } catch {
            ProcessEnd.refuse(error.description)
        }
        // The plugin was never initialised, so nothing of it is to be cleaned up.
        _exit(0)
    }
}
