import Glibc
import PluginWire

/// The ways in which a plugin host ends by itself.
enum ProcessEnd {
    /// Says why on standard error.
    static func refuse(_ reason: String) -> Never {
        let line = Array((reason + "\n").utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit(HostExitCode.refused.rawValue)
    }

    /// At once, from any thread, with all that the plugin has started.
    ///
    /// The worker may be unable to end the process group, so the host does: it steps out of its group into the
    /// worker's, kills the group, and lives long enough to give its exit code. Where that is not possible it dies with
    /// its group.
    static func now(_ code: HostExitCode) -> Never {
        let group = getpgrp()
        if group == getpid() {
            let outside = getpgid(getppid())
            if outside > 0, outside != group, setpgid(0, outside) == 0 {
                kill(-group, SIGKILL)
            } else {
                kill(0, SIGKILL)
            }
        }
        _exit(code.rawValue)
    }
}
