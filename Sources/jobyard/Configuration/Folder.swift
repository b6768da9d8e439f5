import ChildProcesses
import Glibc

enum Folder {
    /// Makes the folder and those above it that are missing, for their owner alone. One that is there stays as it is.
    static func make(_ path: String) throws(SystemError) {
        if exists(path) { return }
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        var current = path.hasPrefix("/") ? "/" : ""
        for part in parts {
            current += part
            if mkdir(current, 0o700) != 0, errno != EEXIST { throw SystemError() }
            current += "/"
        }
        guard exists(path) else { throw SystemError(ENOTDIR) }
    }

    /// Follows links.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
