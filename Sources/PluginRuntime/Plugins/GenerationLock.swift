import Glibc

/// Says that a process uses a generation, so that no other one removes it: a shared flock(2) on its directory, which
/// ends with the process in any case.
final class GenerationLock: Sendable, Hashable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// nil: the directory is gone, or somebody removes it now.
    static func use(_ directory: String) throws(FileRefusal) -> GenerationLock? {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .failed("open", errno)
        }
        let lock = GenerationLock(descriptor)
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK || errno == EINTR { return nil }
            throw .failed("flock", errno)
        }
        return isStill(directory, descriptor) ? lock : nil
    }

    /// Does something with a directory that nobody uses. False: somebody does.
    static func ifUnused(_ directory: String, _ body: () -> Void) -> Bool {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // What was locked must be what the path names: another may have removed it, and a worker made it anew.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isStill(directory, descriptor) else { return false }
        body()
        return true
    }

    /// It may have been removed, and made anew, before it was locked.
    private static func isStill(_ directory: String, _ descriptor: Int32) -> Bool {
        var (named, opened) = (stat(), stat())
        return lstat(directory, &named) == 0 && fstat(descriptor, &opened) == 0 && named.st_ino == opened.st_ino
            && named.st_dev == opened.st_dev
    }

    static func == (left: GenerationLock, right: GenerationLock) -> Bool { left === right }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
