import Glibc

/// A file beside the database that one process, or connection, at a time has locked (flock(2)); the lock goes with it.
enum SQLiteLockFile {
    private static let pauseMicroseconds: UInt32 = 50_000

    /// Blocks the thread for so many seconds at most while another has it.
    /// - Returns: nil: another has it.
    static func take(_ path: String, waitingSeconds: Int) throws(JobStoreError) -> Int32? {
        let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("make", path) }
        let end = ContinuousClock.now + .seconds(waitingSeconds)
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK, ContinuousClock.now < end {
                usleep(pauseMicroseconds)
                continue
            }
            let isTaken = errno == EWOULDBLOCK
            let failure = failure("lock", path)
            close(file)
            if isTaken { return nil }
            throw failure
        }
        return file
    }

    /// At once, though a child that is being started may have the file open until it runs.
    static func release(_ file: Int32) {
        flock(file, LOCK_UN)
        close(file)
    }

    private static func failure(_ verb: String, _ path: String) -> JobStoreError {
        .unavailable(reason: "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
