import Glibc

/// Runs a program to its end.
enum Command {
    static func run(_ program: String, _ arguments: [String]) throws {
        var processID = pid_t()
        let strings = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        let result = posix_spawn(&processID, program, nil, nil, strings, environ)
        guard result == 0 else { throw TestFailure("\(program): \(result)") }
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw TestFailure("\(program) ended with \(status)") }
    }
}
