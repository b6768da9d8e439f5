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
