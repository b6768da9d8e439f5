import JobModel
import PluginWire
import Synchronization

extension PluginRuntime {
    /// Runs one attempt to its end, whatever that is; never throws.
    ///
    /// - Parameters:
    ///   - onProgress: hears of what the handler tells, at most twenty times a second; on any thread, must not block.
    ///   - onCheckpoint: the same for what it keeps for its next attempt.
    package func execute(
        _ attempt: Attempt, onProgress: @escaping @Sendable (JobProgress) -> Void = { _ in },
        onCheckpoint: @escaping @Sendable ([UInt8]) -> Void = { _ in }
    ) async -> AttemptReport {
        let execution = Execution(onProgress: onProgress, onCheckpoint: onCheckpoint)
        let place = state.withLock { state -> Place? in
            guard !state.isStopped, let found = state.catalog.plugin(offering: attempt.type),
                let pool = state.pools[found.plugin.identity.id]
            else { return nil }
            state.executions[attempt.token] = execution
            return Place(
                type: found.type, pool: pool,
                heartbeatTimeoutMilliseconds: found.plugin.heartbeatTimeoutMilliseconds(of: attempt.type))
        }
        guard let place else { return .handedBack("this worker does not run jobs of type “\(attempt.type)”") }
        defer { state.withLock { $0.executions[attempt.token] = nil } }
        switch await host(for: execution, from: place.pool) {
        case .failure(let error):
            if let report = AttemptReport(before: execution.request) { return report }
            return .handedBack("no plugin host came up: \(error)")
        case .success(let host):
            if let report = AttemptReport(before: execution.request) {
                await place.pool.giveBack(host, ranJob: false)
                return report
            }
            let token = lastToken.wrappingAdd(1, ordering: .relaxed).newValue
            execution.assign(host, token: token)
            let report = await host.run(HostJob(attempt, token: token, place), execution)
            await place.pool.giveBack(host, ranJob: report.ending != .handedBack)
            return report
        }
    }

    /// The attempts that have begun and not ended.
    package var executing: [LeaseToken] { state.withLock { Array($0.executions.keys) } }

    /// Asks an attempt to end: the flag, `on_cancel`, and SIGKILL after the type's grace. Success wins.
    package func cancel(_ token: LeaseToken) async { await stop(token, .cancel) }

    /// Ends an attempt at once: its lease is gone. Its report says handed back.
    package func kill(_ token: LeaseToken, reason: String = "the worker may not run it any more") async {
        await stop(token, .kill(reason))
    }

    private func stop(_ token: LeaseToken, _ request: StopRequest) async {
        await state.withLock { $0.executions[token] }?.stop(request)
    }

    fileprivate struct Place: Sendable {
        var type: JobType
        var pool: HostPool
        var heartbeatTimeoutMilliseconds: Int
    }

    /// An idle host, or a new one unless the attempt is asked to stop before it is there.
    private func host(for execution: Execution, from pool: HostPool) async -> Result<HostProcess, any Error> {
        if let host = await pool.takeIdle() { return .success(host) }
        return await withTaskGroup(of: Result<HostProcess, any Error>.self) { group in
            group.addTask {
                do {
                    return .success(try await pool.start())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                await execution.waitForRequest()
                return .failure(CancellationError())
            }
            let first = await group.next() ?? .failure(CancellationError())
            group.cancelAll()
            for await late in group {
                if case .success(let host) = late { await pool.giveBack(host, ranJob: false) }
            }
            return first
        }
    }
}

extension AttemptReport {
    /// Of an attempt that was asked to stop before it had a host; nil: it was not asked.
    fileprivate init?(before request: StopRequest?) {
        switch request {
        case .kill(let reason): self = .handedBack(reason)
        case .cancel, .timeout, .stall: self = .cancelledByRequest
        case nil: return nil
        }
    }
}

extension HostJob {
    fileprivate init(_ attempt: Attempt, token: UInt64, _ place: PluginRuntime.Place) {
        self.init(
            token: token, id: attempt.id.description, type: attempt.type, attempt: UInt32(clamping: attempt.number),
            retriesLeft: UInt32(clamping: attempt.retriesLeft), pool: attempt.pool, traceParent: attempt.traceParent,
            payload: attempt.payload, checkpoint: attempt.checkpoint,
            timeoutMilliseconds: UInt32(clamping: attempt.timeoutMilliseconds),
            cancelGraceMilliseconds: UInt32(clamping: place.type.cancelGraceMilliseconds),
            heartbeatTimeoutMilliseconds: UInt32(clamping: place.heartbeatTimeoutMilliseconds))
    }
}
