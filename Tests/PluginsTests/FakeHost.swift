import CJobyardPlugin
import Glibc
import Synchronization

/// A host as the C ABI describes it, which writes down what the plugin tells it.
///
/// C functions capture nothing, so the attempts are kept in one table for all hosts, by the job's token.
struct FakeHost: @unchecked Sendable {
    // Unchecked: the C struct is written once and never freed.
    let pointer: UnsafePointer<jobyard_host>

    /// What the plugins of most tests run under: with no configuration.
    static let plain = FakeHost { _, _, _ in Int64(JOBYARD_E_MISSING) }
    /// Under this one every setting is a text of 1000 characters.
    static let verbose = FakeHost { _, buffer, capacity in
        answer(String(repeating: "x", count: 1000), buffer, capacity)
    }

    /// Under this one no setting can be read, though there is one.
    static let unreadable = FakeHost { _, _, _ in Int64(JOBYARD_E_INVALID) }

    /// What has become of the attempts that are going on.
    private static let attempts = Mutex<[jobyard_job: Attempt]>([:])
    private static let lastJob = Mutex<jobyard_job>(0)

    struct Attempt: Sendable {
        var isCancelled = false
        var remainingMilliseconds = Int64.max
        var outcome: Int32?
        /// What `complete` was told.
        var completed: Int32?
        var result: String?
        var errorCode: String?
        var errorMessage: String?
        var retryAfterMilliseconds: Int64?
        var checkpoint: [UInt8]?
        var progress: [Double] = []
        var log: [String] = []
    }

    static func begin(_ attempt: Attempt = Attempt()) -> jobyard_job {
        let job = lastJob.withLock { last in
            last += 1
            return last
        }
        attempts.withLock { $0[job] = attempt }
        return job
    }

    /// From now on host calls for the job are stale.
    static func end(_ job: jobyard_job) -> Attempt? {
        attempts.withLock { $0.removeValue(forKey: job) }
    }

    static func cancel(_ job: jobyard_job) {
        attempts.withLock { $0[job]?.isCancelled = true }
    }

    /// What `complete` is told of a pending job; `nil` if it says nothing for a minute.
    static func completion(of job: jobyard_job) -> Int32? {
        for _ in 0..<60_000 {
            if let outcome = attempts.withLock({ $0[job]?.completed }) { return outcome }
            usleep(1000)
        }
        return nil
    }

    private init(getConfig: @escaping @convention(c) (UnsafePointer<CChar>?, UnsafeMutableRawPointer?, Int) -> Int64) {
        let memory = UnsafeMutablePointer<jobyard_host>.allocate(capacity: 1)
        memory.initialize(to: jobyard_host())
        memory.pointee.size = UInt32(MemoryLayout<jobyard_host>.size)
        memory.pointee.abi = UInt32(JOBYARD_ABI_MAJOR << 16 | JOBYARD_ABI_MINOR)
        memory.pointee.log = { job, level, message, length, fields, fieldsLength in
            let line = FakeHost.text(message, length) + FakeHost.text(fields, fieldsLength)
            _ = FakeHost.note(job) { $0.log.append("\(level) \(line)") }
        }
        memory.pointee.is_cancelled = { job in
            FakeHost.attempts.withLock { $0[job].map { $0.isCancelled ? 1 : 0 } ?? JOBYARD_E_STALE }
        }
        memory.pointee.remaining_ms = { job in
            FakeHost.attempts.withLock { $0[job]?.remainingMilliseconds } ?? -1
        }
        memory.pointee.heartbeat = { job in FakeHost.note(job) { _ in } }
        memory.pointee.progress = { job, fraction, _, _ in FakeHost.note(job) { $0.progress.append(fraction) } }
        memory.pointee.set_result = { job, json, length in
            if length > 1 << 20 { return JOBYARD_E_TOO_BIG }
            return FakeHost.note(job) { $0.result = String(decoding: FakeHost.bytes(json, length), as: UTF8.self) }
        }
        memory.pointee.set_error = { job, code, message, length, retryAfter in
            FakeHost.note(job) {
                $0.errorCode = code.map { String(cString: $0) }
                $0.errorMessage = FakeHost.text(message, length)
                $0.retryAfterMilliseconds = retryAfter
            }
        }
        memory.pointee.checkpoint = { job, bytes, length in
            if length > 64 << 10 { return JOBYARD_E_TOO_BIG }
            return FakeHost.note(job) { $0.checkpoint = FakeHost.bytes(bytes, length) }
        }
        memory.pointee.complete = { job, outcome in
            FakeHost.attempts.withLock { attempts in
                guard let attempt = attempts[job], attempt.completed == nil else { return JOBYARD_E_STALE }
                attempts[job]?.completed = outcome
                return 0
            }
        }
        memory.pointee.get_config = getConfig
        memory.pointee.get_secret = { _, _, _ in Int64(JOBYARD_E_DENIED) }
        pointer = UnsafePointer(memory)
    }

    private static func note(_ job: jobyard_job, _ change: (inout Attempt) -> Void) -> Int32 {
        attempts.withLock { attempts in
            guard var attempt = attempts[job] else { return JOBYARD_E_STALE }
            change(&attempt)
            attempts[job] = attempt
            return 0
        }
    }

    private static func answer(_ text: String, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int) -> Int64 {
        let bytes = Array(text.utf8)
        buffer?.copyMemory(from: bytes, byteCount: min(capacity, bytes.count))
        return Int64(bytes.count)
    }

    private static func bytes(_ pointer: UnsafeRawPointer?, _ length: Int) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: pointer, count: pointer == nil ? 0 : length))
    }

    private static func text(_ pointer: UnsafePointer<CChar>?, _ length: Int) -> String {
        String(decoding: bytes(pointer, length), as: UTF8.self)
    }
}
