import CLinux
import Dispatch
import Glibc
import NIOCore
import Synchronization

/// A child process that is watched through its pidfd, so that its end is known at once, and always reaped.
package final class ChildProcess: Sendable {
    package let processID: pid_t
    /// Succeeds once the process has ended, its group was killed, and it was reaped.
    package let exit: EventLoopFuture<ProcessExit>
    private let isReaped = Mutex(false)

    private static let watchQueue = DispatchQueue(label: "jobyard.child-processes")

    package init(_ spawned: SpawnedProcess, eventLoop: any EventLoop) {
        processID = spawned.processID
        let promise = eventLoop.makePromise(of: ProcessExit.self)
        exit = promise.futureResult
        let pidDescriptor = spawned.pidDescriptor
        let source = DispatchSource.makeReadSource(fileDescriptor: pidDescriptor, queue: Self.watchQueue)
        source.setEventHandler {
            source.cancel()
            promise.succeed(self.reap(pidDescriptor))
        }
        source.setCancelHandler { close(pidDescriptor) }
        source.activate()
    }

    /// To the whole process group, and to the process itself, which may have left it; does nothing once the process was
    /// reaped, when its number may be another's.
    package func signalGroup(_ signal: Int32) {
        isReaped.withLock { isReaped in
            guard !isReaped else { return }
            kill(-processID, signal)
            kill(processID, signal)
        }
    }

    /// The process has ended: its group must not outlive it, and its number is its own until it is reaped.
    private func reap(_ pidDescriptor: Int32) -> ProcessExit {
        isReaped.withLock { isReaped in
            kill(-processID, SIGKILL)
            isReaped = true
            var information = siginfo_t()
            guard waitid(P_PIDFD, id_t(pidDescriptor), &information, WEXITED) == 0 else { return .unknown }
            let status = clinux_exit_status(&information)
            return Int32(information.si_code) == Int32(CLD_EXITED) ? .exited(status) : .signalled(status)
        }
    }
}
