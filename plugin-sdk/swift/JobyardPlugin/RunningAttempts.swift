import CJobyardPlugin
import Synchronization

/// The attempts under way, so that a cancellation reaches their handlers and shutdown outlasts them.
final class RunningAttempts: Sendable {
    private struct Attempt: Sendable {
        /// Wakes a handler that waits.
        let cancellation: Latch
        /// Of an asynchronous handler.
        let task: Task<Void, Never>?
    }

    private struct State {
        var attempts: [jobyard_job: Attempt] = [:]
        /// Raised when the last attempt is over.
        var end: Latch?
    }

    private let state = Mutex(State())

    /// - Parameter start: starts the task of an asynchronous handler. It may end, and be removed, only once it is
    ///   listed.
    func insert(
        _ job: jobyard_job, _ cancellation: Latch, start: () -> Task<Void, Never>? = { nil }
    ) {
        state.withLock { $0.attempts[job] = Attempt(cancellation: cancellation, task: start()) }
    }

    func remove(_ job: jobyard_job) {
        state.withLock { state in
            state.attempts[job] = nil
            if state.attempts.isEmpty { state.end?.raise() }
        }
    }

    /// From any thread. An attempt that is over is no longer listed.
    func cancel(_ job: jobyard_job) {
        guard let attempt = state.withLock({ $0.attempts[job] }) else { return }
        attempt.cancellation.raise()
        attempt.task?.cancel()
    }

    /// Blocks until there are none.
    func waitForEnd() {
        let end = Latch()
        let isOver = state.withLock { state in
            state.end = end
            return state.attempts.isEmpty
        }
        if !isOver { _ = end.wait() }
    }
}
