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
        endWithReader(of: answer)
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

    /// A plugin may hang while it is loaded. Once nobody waits for the answer, the worker is gone.
    private static func endWithReader(of answer: Int32) {
        Thread.start("watchdog") {
            while true {
                var pipe = pollfd(fd: answer, events: 0, revents: 0)
                if poll(&pipe, 1, -1) > 0, pipe.revents != 0 { ProcessEnd.now(.workerGone) }
            }
        }
    }
}
