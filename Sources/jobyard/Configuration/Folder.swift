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

    /// Whether somebody else than its owner may exchange what is in it: group or others may write, and no sticky bit
    /// keeps them to what is theirs. False where there is no folder.
    static func isOpenToOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_mode & 0o022 != 0
            && status.st_mode & S_ISVTX == 0
    }
}
