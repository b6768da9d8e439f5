import CLinux
import Glibc

/// A child process just started: the numbers by which the parent holds it.
package struct SpawnedProcess: Sendable {
    package var processID: pid_t
    package var pidDescriptor: Int32
    /// To read from.
    package var standardOutput: Int32
    package var standardError: Int32
}

extension SpawnedProcess {
    /// Starts a child by posix_spawn: in a process group of its own, with every signal at its default and none blocked,
    /// nothing on standard input, its output in pipes, and no descriptor but those that the plan gives it.
    ///
    /// Blocks until the child has called exec.
    package static func start(_ plan: ProcessPlan) throws(SpawnError) -> SpawnedProcess {
        defer { for descriptor in plan.descriptors { close(descriptor) } }
        let (outputReader, outputWriter) = try makePipe()
        let reader = try OwnedDescriptor(outputReader, from: "pipe")
        let writer = try OwnedDescriptor(outputWriter, from: "pipe")
        let (errorReaderNumber, errorWriterNumber) = try makePipe()
        let errorReader = try OwnedDescriptor(errorReaderNumber, from: "pipe")
        let errorWriter = try OwnedDescriptor(errorWriterNumber, from: "pipe")

        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writer.number, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errorWriter.number, STDERR_FILENO)
        for (index, descriptor) in plan.descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, 3 + Int32(index))
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3 + Int32(plan.descriptors.count))
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var processID = pid_t()
        let result = withCStrings([plan.executable] + plan.arguments) { arguments in
            withCStrings(plan.environment.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawn(&processID, plan.executable, &actions, &attributes, arguments, environment)
            }
        }
        guard result == 0 else { throw SpawnError(call: "starting \(plan.executable)", number: result) }
        let pidDescriptor = pidfd_open(processID, 0)
        guard pidDescriptor >= 0 else {
            let number = errno
            kill(-processID, SIGKILL)
            waitpid(processID, nil, 0)
            throw SpawnError(call: "pidfd_open", number: number)
        }
        return SpawnedProcess(
            processID: processID, pidDescriptor: pidDescriptor, standardOutput: reader.release(),
            standardError: errorReader.release())
    }

    private static func makePipe() throws(SpawnError) -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { throw SpawnError(call: "pipe", number: errno) }
        return (ends[0], ends[1])
    }

    /// A NULL-terminated array of C strings, for the length of the call.
    private static func withCStrings<Answer>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Answer
    ) -> Answer {
        let strings = texts.map { strdup($0) }
        defer { for string in strings { free(string) } }
        return body(strings + [nil])
    }
}
