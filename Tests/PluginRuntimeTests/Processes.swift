import Glibc

/// Looks at other processes through /proc.
enum Processes {
    /// Neither gone nor a zombie.
    static func exists(_ processID: pid_t) -> Bool {
        guard let stat = try? text("/proc/\(processID)/stat"), let name = stat.lastIndex(of: ")") else { return false }
        return !stat[name...].hasPrefix(") Z")
    }

    /// Whether the main thread of a host sleeps in a handler's nanosleep rather than waits for a job.
    static func isAsleepInHandler(_ processID: pid_t) throws -> Bool {
        // 35 nanosleep, 230 clock_nanosleep; a host that waits for a job is in poll (7).
        let call = try? text("/proc/\(processID)/syscall")
        return call.map { $0.hasPrefix("230 ") || $0.hasPrefix("35 ") } ?? false
    }

    static func residentKilobytes(_ processID: pid_t) throws -> Int? {
        try text("/proc/\(processID)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
            .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
    }

    private static func text(_ path: String) throws -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw TestFailure("open \(path): \(errno)") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16384)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
