import JobModel
import Synchronization

/// One attempt under way: the handle by which it is stopped, whether it has a host yet or not.
final class Execution: Sendable {
    let onProgress: @Sendable (JobProgress) -> Void
    let onCheckpoint: @Sendable ([UInt8]) -> Void

    private struct State {
        var request: StopRequest?
        var host: (process: HostProcess, token: UInt64)?
        /// Waits for a request while there is no host.
        var onRequest: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    init(
        onProgress: @escaping @Sendable (JobProgress) -> Void, onCheckpoint: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.onProgress = onProgress
        self.onCheckpoint = onCheckpoint
    }

    var request: StopRequest? { state.withLock { $0.request } }

    /// The attempt has a host now.
    func assign(_ host: HostProcess, token: UInt64) { state.withLock { $0.host = (host, token) } }

    /// Asks the attempt to stop; a kill takes the place of anything asked before.
    func stop(_ request: StopRequest) async {
        let host = state.withLock { state in
            if case .kill = request { state.request = request } else { state.request = state.request ?? request }
            state.onRequest?.resume()
            state.onRequest = nil
            return state.host
        }
        if let host { await host.process.stopJob(host.token, request) }
    }

    /// Returns when the attempt is asked to stop, or the task is cancelled.
    func waitForRequest() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAsked = state.withLock { state in
                    if state.request != nil || Task.isCancelled { return true }
                    state.onRequest = continuation
                    return false
                }
                if isAsked { continuation.resume() }
            }
        } onCancel: {
            state.withLock { state in
                state.onRequest?.resume()
                state.onRequest = nil
            }
        }
    }
}
