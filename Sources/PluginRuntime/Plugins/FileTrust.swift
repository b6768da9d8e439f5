import Glibc

/// Who may have written a file that is to be loaded: nobody but root and the worker's own user.
enum FileTrust {
    static func status(of descriptor: Int32) throws(FileRefusal) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .failed("stat", errno) }
        return status
    }

    static func check(_ status: stat) throws(FileRefusal) {
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else { throw .writableByOthers(mode: status.st_mode) }
        guard status.st_uid == 0 || status.st_uid == geteuid() else { throw .foreignOwner(status.st_uid) }
    }

    static func isLink(_ path: String, at directory: Int32) -> Bool {
        var status = stat()
        return fstatat(directory, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
