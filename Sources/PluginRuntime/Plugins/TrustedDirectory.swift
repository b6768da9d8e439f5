import Glibc

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
