import CLinux
import Glibc

/// A file that was opened once and found to be trustworthy; all reading goes through the descriptor that was checked.
struct TrustedFile: ~Copyable {
    let descriptor: Int32

    deinit { close(descriptor) }

    /// - Parameter directory: an open directory.
    init(_ name: String, in directory: borrowing TrustedDirectory) throws(FileRefusal) {
        // O_NONBLOCK: a FIFO must not hold the worker up.
        descriptor = openat(directory.descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        let number = errno
        guard descriptor >= 0 else { throw number == ELOOP ? .link : .failed("open", number) }
        let status = try FileTrust.status(of: descriptor)
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        try FileTrust.check(status)
        guard status.st_size <= FileRefusal.maximumBytes else { throw .tooLarge(Int(status.st_size)) }
    }
}

/// An open directory that was found to be trustworthy (itself, not its ancestors).
struct TrustedDirectory: ~Copyable {
    let descriptor: Int32

    deinit { close(descriptor) }

    init(_ path: String) throws(FileRefusal) {
        var path = path
        // With a slash at its end a link would be followed.
        while path.utf8.count > 1, path.utf8.last == 0x2F { path.removeLast() }
        try self.init(path, at: AT_FDCWD)
    }

    init(_ name: String, in parent: borrowing TrustedDirectory) throws(FileRefusal) {
        try self.init(name, at: parent.descriptor)
    }

    private init(_ path: String, at parent: Int32) throws(FileRefusal) {
        descriptor = openat(parent, path, O_RDONLY | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC)
        let number = errno
        guard descriptor >= 0 else {
            switch number {
            case ELOOP: throw .link
            case ENOTDIR: throw FileTrust.isLink(path, at: parent) ? .link : .notADirectory
            default: throw .failed("open", number)
            }
        }
        try FileTrust.check(try FileTrust.status(of: descriptor))
    }

    /// The names in it, sorted, without `.` and `..`.
    func names() throws(FileRefusal) -> [String] {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else { throw .failed("opendir", errno) }
        defer { closedir(stream) }
        rewinddir(stream)
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = entry.name
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

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
