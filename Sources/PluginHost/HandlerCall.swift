import CJobyardPlugin
import PluginWire

/// One call of a handler, and the memory that it looks at, for as long as the object lives.
final class HandlerCall {
    private let type: TypeDescriptor
    private let arguments: UnsafeMutablePointer<jobyard_run>
    private var owned: [UnsafeMutableRawPointer] = []

    init(_ job: HostJob, type: TypeDescriptor) {
        self.type = type
        arguments = .allocate(capacity: 1)
        let deadline = job.timeoutMilliseconds == 0 ? 0 : HostClock.unix() + Int64(job.timeoutMilliseconds)
        arguments.initialize(to: jobyard_run())
        arguments.pointee.size = UInt32(MemoryLayout<jobyard_run>.stride)
        arguments.pointee.attempt = job.attempt
        arguments.pointee.job = job.token
        arguments.pointee.job_type = type.pointer
        arguments.pointee.id = text(job.id)
        arguments.pointee.type = text(job.type)
        arguments.pointee.pool = text(job.pool)
        arguments.pointee.trace_parent = job.traceParent.flatMap(text)
        arguments.pointee.payload = UnsafeRawPointer(bytes(job.payload))
        arguments.pointee.payload_length = job.payload.count
        if let checkpoint = job.checkpoint {
            arguments.pointee.checkpoint = UnsafeRawPointer(bytes(checkpoint))
            arguments.pointee.checkpoint_length = checkpoint.count
        }
        arguments.pointee.deadline_unix_ms = deadline
        arguments.pointee.retries_left = job.retriesLeft
    }

    deinit {
        for memory in owned { memory.deallocate() }
        arguments.deallocate()
    }

    func run(state: UnsafeMutableRawPointer?) -> Int32 { type.run(state, arguments) }

    /// A copy with a NUL behind its last byte.
    private func bytes(_ bytes: [UInt8]) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes.count + 1, alignment: 16)
        memory.copyMemory(from: bytes, byteCount: bytes.count)
        memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        owned.append(memory)
        return memory
    }

    private func text(_ text: String) -> UnsafePointer<CChar>? {
        UnsafePointer(bytes(Array(text.utf8)).assumingMemoryBound(to: CChar.self))
    }
}
