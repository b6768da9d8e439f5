import CJobyardPlugin
import Synchronization

/// A started plugin: the `state` of the C functions.
final class PluginInstance: Sendable {
    /// The plugin that was last described. The C function `init` is told nothing of the description it belongs to, and
    /// a plugin has its process to itself, so this is the one that is meant.
    static let described = Mutex<Plugin?>(nil)

    private let plugin: Plugin
    private let host: Host
    private let running = RunningAttempts()

    private init(plugin: Plugin, host: Host) {
        self.plugin = plugin
        self.host = host
    }

    /// `jobyard_plugin.init`
    static func start(
        host pointer: UnsafePointer<jobyard_host>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Int32 {
        guard let pointer, let state, let plugin = described.withLock({ $0 }) else { return -1 }
        let host = Host(pointer)
        do {
            try plugin.start?(PluginContext(host: host))
        } catch {
            host.log(0, .error, "\(plugin.id) cannot start: \(error)", fields: [:])
            return -1
        }
        state.pointee = Unmanaged.passRetained(PluginInstance(plugin: plugin, host: host)).toOpaque()
        return 0
    }

    /// `jobyard_plugin.shutdown`
    static func stop(state: UnsafeMutableRawPointer?) {
        guard let state else { return }
        let instance = Unmanaged<PluginInstance>.fromOpaque(state).takeRetainedValue()
        // A task that has just completed its job may still be on its way out of the host.
        instance.running.waitForEnd()
        instance.plugin.stop?()
    }

    /// `jobyard_plugin.health`
    static func health(state: UnsafeMutableRawPointer?, message: UnsafeMutablePointer<CChar>?, capacity: Int) -> Int32 {
        guard let instance = at(state) else { return -1 }
        do {
            try instance.plugin.health?()
            return 0
        } catch {
            guard let message, capacity > 0 else { return -1 }
            let text = "\(error)".utf8.prefix(capacity - 1).map { CChar(bitPattern: $0) } + [0]
            message.update(from: text, count: text.count)
            return -1
        }
    }

    /// `jobyard_job_type.run`
    static func run(state: UnsafeMutableRawPointer?, run: UnsafePointer<jobyard_run>?) -> Int32 {
        guard let instance = at(state), let run else { return JOBYARD_RETRY }
        return instance.run(SizedStruct(run))
    }

    /// `jobyard_job_type.on_cancel`. A job that has just ended is no longer listed; one that is not listed yet sees the
    /// host's flag, which was set before.
    static func cancel(state: UnsafeMutableRawPointer?, job: jobyard_job) {
        at(state)?.running.cancel(job)
    }

    private static func at(_ state: UnsafeMutableRawPointer?) -> PluginInstance? {
        state.map { Unmanaged<PluginInstance>.fromOpaque($0).takeUnretainedValue() }
    }

    private func run(_ run: SizedStruct<jobyard_run>) -> Int32 {
        guard let job = run.read(\.job), let type = run.read(\.job_type), let user = type.pointee.user else {
            return JOBYARD_RETRY
        }
        let payload = bytes(run.read(\.payload), run.read(\.payload_length)) ?? []
        let cancellation = Latch()
        let context = context(of: job, run, cancellation)
        switch Unmanaged<HandlerBox>.fromOpaque(user).takeUnretainedValue().handler {
        case .blocking(let handle):
            running.insert(job, cancellation)
            defer { running.remove(job) }
            return report(Result { try handle(payload, context) }, of: job)
        case .asynchronous(let handle):
            // Everything of `run` was copied: nothing of it is read once this function has returned.
            running.insert(job, cancellation) {
                Task {
                    let outcome: Int32
                    do {
                        outcome = report(.success(try await handle(payload, context)), of: job)
                    } catch {
                        outcome = report(.failure(error), of: job)
                    }
                    host.complete(job, outcome)
                    running.remove(job)
                }
            }
            // on_cancel may have come, in vain, before the task was listed.
            if host.isCancelled(job) { running.cancel(job) }
            return JOBYARD_PENDING
        }
    }

    /// Tells the host the result or the error, and answers the outcome.
    private func report(_ ending: Result<[UInt8]?, any Error>, of job: jobyard_job) -> Int32 {
        do {
            if let result = try ending.get() { try deliver(result, of: job) }
            return JOBYARD_OK
        } catch let failure as PluginFailure {
            return report(failure, of: job)
        } catch is CancellationError where host.isCancelled(job) {
            return report(.cancelled, of: job)
        } catch {
            return report(.retry(code: "handler_error", message: "\(error)"), of: job)
        }
    }

    private func deliver(_ result: [UInt8], of job: jobyard_job) throws(PluginFailure) {
        do {
            try host.setResult(job, result)
        } catch .tooBig {
            throw .discard(code: "result_too_large", message: "the result has \(result.count) bytes, more than allowed")
        } catch {
            throw .discard(code: "invalid_result", message: "the host refused the result: \(error)")
        }
    }

    private func report(_ failure: PluginFailure, of job: jobyard_job) -> Int32 {
        switch failure {
        case .retry(let code, let message, let after):
            let milliseconds = after.map { max(0, $0.wholeMilliseconds) } ?? -1
            host.setError(job, code: code, message: message, retryAfterMilliseconds: milliseconds)
            return JOBYARD_RETRY
        case .discard(let code, let message):
            host.setError(job, code: code, message: message, retryAfterMilliseconds: -1)
            return JOBYARD_DISCARD
        case .cancelled:
            return JOBYARD_CANCELLED
        }
    }

    private func context(
        of job: jobyard_job, _ run: SizedStruct<jobyard_run>, _ cancellation: Latch
    ) -> JobContext {
        JobContext(
            jobID: text(run.read(\.id)) ?? "", jobType: text(run.read(\.type)) ?? "",
            pool: text(run.read(\.pool)) ?? "",
            traceParent: text(run.read(\.trace_parent)), attempt: Int(run.read(\.attempt) ?? 1),
            retriesLeft: Int(run.read(\.retries_left) ?? 0),
            checkpoint: bytes(run.read(\.checkpoint), run.read(\.checkpoint_length)),
            host: host, job: job, cancellation: cancellation)
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func bytes(_ pointer: UnsafeRawPointer?, _ length: Int?) -> [UInt8]? {
        pointer.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: max(0, length ?? 0))) }
    }
}
