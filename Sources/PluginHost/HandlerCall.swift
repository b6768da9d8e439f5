import CJobyardPlugin
import Glibc
import PluginWire

/// The memory that one call of `run` looks at. It stays until the job is over, since a pending job goes on reading.
final class HandlerCall {
    private let type: TypeDescriptor
    private let run: UnsafeMutablePointer<jobyard_run>
    private var owned: [UnsafeMutableRawPointer] = []

    init(_ job: HostJob, type: TypeDescriptor) {
        self.type = type
        run = .allocate(capacity: 1)
        let deadline = job.timeoutMilliseconds == 0 ? 0 : BootClock.unix() + Int64(job.timeoutMilliseconds)
        run.initialize(to: jobyard_run())
        run.pointee.size = UInt32(MemoryLayout<jobyard_run>.stride)
        run.pointee.attempt = job.attempt
        run.pointee.job = job.token
        run.pointee.job_type = type.pointer
        run.pointee.id = text(job.id)
        run.pointee.type = text(job.type)
        run.pointee.pool = text(job.pool)
        run.pointee.trace_parent = job.traceParent.flatMap(text)
        run.pointee.payload = UnsafeRawPointer(bytes(job.payload))
        run.pointee.payload_length = job.payload.count
        if let checkpoint = job.checkpoint {
            run.pointee.checkpoint = UnsafeRawPointer(bytes(checkpoint))
            run.pointee.checkpoint_length = checkpoint.count
        }
        run.pointee.deadline_unix_ms = deadline
        run.pointee.retries_left = job.retriesLeft
    }

    deinit {
        for memory in owned { memory.deallocate() }
        run.deallocate()
    }

    func call(state: UnsafeMutableRawPointer?) -> Int32 { type.run(state, run) }

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
