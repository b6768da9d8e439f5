import Glibc

/// An open descriptor that is closed when nobody has it any more. Always closed on exec, and never one of 0 to 4, so
/// that a child's own descriptors can be put in their places without overwriting it.
package struct OwnedDescriptor: ~Copyable {
    package let number: Int32

    deinit { close(number) }

    /// - Parameter number: open, with the close-on-exec flag set, or -1, where `errno` says why.
    package init(_ number: Int32, from call: String) throws(SpawnError) {
        guard number >= 0 else { throw SpawnError(call: call, number: errno) }
        guard number < 10 else {
            self.number = number
            return
        }
        let raised = fcntl(number, F_DUPFD_CLOEXEC, 10)
        let error = errno
        close(number)
        guard raised >= 0 else { throw SpawnError(call: "fcntl", number: error) }
        self.number = raised
    }

    /// Hands the descriptor to somebody who closes it.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}
