import CJobyardPlugin
import Glibc

/// The C description of a plugin, in memory that is never freed: the host may keep pointers into it until the process
/// ends.
struct DescriptorMemory: @unchecked Sendable {
    // Unchecked: written here, and never again.
    let descriptor: UnsafePointer<jobyard_plugin>

    init(id: String, version: String, types: [JobType], threading: Plugin.Threading) {
        let list = UnsafeMutablePointer<UnsafePointer<jobyard_job_type>?>.allocate(capacity: types.count + 1)
        for (index, type) in types.enumerated() {
            (list + index).initialize(to: Self.immortal(Self.describe(type)))
        }
        (list + types.count).initialize(to: nil)
        descriptor = Self.immortal(
            jobyard_plugin(
                size: UInt32(MemoryLayout<jobyard_plugin>.size),
                abi: UInt32(JOBYARD_ABI_MAJOR << 16 | JOBYARD_ABI_MINOR),
                id: Self.immortal(id), version: Self.immortal(version), types: UnsafePointer(list),
                threading: UInt32(threading == .serial ? JOBYARD_THREAD_SERIAL : JOBYARD_THREAD_PARALLEL),
                min_host_abi: 0,
                init: { host, state in PluginInstance.start(host: host, state: state) },
                shutdown: { state in PluginInstance.stop(state: state) },
                health: { state, message, capacity in
                    PluginInstance.health(state: state, message: message, capacity: capacity)
                }))
    }

    private static func describe(_ type: JobType) -> jobyard_job_type {
        jobyard_job_type(
            size: UInt32(MemoryLayout<jobyard_job_type>.size), flags: 0,
            name: immortal(type.name), description: type.description.map(immortal),
            payload_schema: type.payloadSchema.map(immortal), result_schema: type.resultSchema.map(immortal),
            run: { state, run in PluginInstance.run(state: state, run: run) },
            on_cancel: { state, job in PluginInstance.cancel(state: state, job: job) },
            user: Unmanaged.passRetained(HandlerBox(type.handler)).toOpaque(),
            max_retries: JobTypeLimits.encode(type.limits.maximumRetries),
            concurrency: JobTypeLimits.encode(type.limits.concurrency),
            timeout_ms: JobTypeLimits.encode(type.limits.timeout),
            heartbeat_timeout_ms: JobTypeLimits.encode(type.limits.heartbeatTimeout),
            cancel_grace_ms: JobTypeLimits.encode(type.limits.cancelGrace),
            backoff_base_ms: JobTypeLimits.encode(type.limits.backoffBase),
            backoff_max_ms: JobTypeLimits.encode(type.limits.backoffMaximum),
            backoff_factor_milli: JobTypeLimits.encodeMilli(type.limits.backoffFactor))
    }

    private static func immortal<Value>(_ value: Value) -> UnsafePointer<Value> {
        let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        memory.initialize(to: value)
        return UnsafePointer(memory)
    }

    private static func immortal(_ text: String) -> UnsafePointer<CChar> {
        let bytes = text.utf8CString
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        _ = UnsafeMutableBufferPointer(start: memory, count: bytes.count).initialize(fromContentsOf: bytes)
        return UnsafePointer(memory)
    }
}

/// The handler of a job type, behind the `user` pointer of its description.
final class HandlerBox: Sendable {
    let handler: JobHandler

    init(_ handler: JobHandler) {
        self.handler = handler
    }
}
