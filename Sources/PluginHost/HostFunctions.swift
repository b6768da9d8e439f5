import CJobyardPlugin
import Glibc
import PluginWire
import Synchronization

/// The functions that a plugin may call, as the ABI gives them to `init`. Each may be called on any thread, copies what
/// it is given before it returns, and never blocks.
enum HostFunctions {
    /// Constant for the life of the process.
    nonisolated(unsafe) static let table: UnsafePointer<jobyard_host> = {
        let table = UnsafeMutablePointer<jobyard_host>.allocate(capacity: 1)
        table.initialize(to: jobyard_host())
        table.pointee.size = UInt32(MemoryLayout<jobyard_host>.stride)
        table.pointee.abi = PluginDescriptor.hostABI
        table.pointee.name = UnsafePointer(strdup("jobyard"))
        table.pointee.version = UnsafePointer(strdup(ProductVersion.text))
        table.pointee.log = { HostFunctions.log($0, $1, $2, $3, $4, $5) }
        table.pointee.is_cancelled = { HostFunctions.isCancelled($0) }
        table.pointee.remaining_ms = { HostFunctions.remaining($0) }
        table.pointee.heartbeat = { HostFunctions.heartbeat($0) }
        table.pointee.progress = { HostFunctions.progress($0, $1, $2, $3) }
        table.pointee.set_result = { HostFunctions.setResult($0, $1, $2) }
        table.pointee.set_error = { HostFunctions.setError($0, $1, $2, $3, $4) }
        table.pointee.checkpoint = { HostFunctions.checkpoint($0, $1, $2) }
        table.pointee.complete = { HostFunctions.complete($0, $1) }
        table.pointee.counter_add = { HostFunctions.addToCounter($0, $1, $2) }
        table.pointee.get_config = { HostFunctions.config($0, $1, $2) }
        table.pointee.get_secret = { HostFunctions.secret($0, $1, $2) }
        table.pointee.get_extension = { _ in nil }
        return UnsafePointer(table)
    }()

    private static let session = HostSession.shared

    private static func log(
        _ token: UInt64, _ level: Int32, _ message: UnsafePointer<CChar>?, _ length: Int,
        _ fields: UnsafePointer<CChar>?, _ fieldsLength: Int
    ) {
        // Whether they are JSON is for the worker to say, in the log; what is beyond the limit stays too long for it.
        let hasFields = fields != nil && fieldsLength > 0
        session.outbox.send(
            HostLog(
                token: token, level: max(0, min(4, level)),
                message: PluginText.cut(message, length, atMost: WireLimits.logLine),
                fields: hasFields ? PluginText.cut(fields, fieldsLength, atMost: WireLimits.logLine + 1) : nil))
    }

    private static func isCancelled(_ token: UInt64) -> Int32 {
        guard token != 0, session.page.runningToken == token, session.completedToken != token else {
            return JOBYARD_E_STALE
        }
        return session.page.cancelledToken == token ? 1 : 0
    }

    private static func remaining(_ token: UInt64) -> Int64 {
        session.withJob(token) { $0.remaining(now: HostClock.now()) } ?? Int64(JOBYARD_E_STALE)
    }

    private static func heartbeat(_ token: UInt64) -> Int32 {
        guard let isAwaited = session.withJob(token, { $0.hasHeartbeatTimeout }) else { return JOBYARD_E_STALE }
        guard isAwaited else { return 0 }
        return session.note(token) { $0.put(heartbeatOf: token) } ? 0 : JOBYARD_E_STALE
    }

    private static func progress(
        _ token: UInt64, _ fraction: Double, _ message: UnsafePointer<CChar>?, _ length: Int
    ) -> Int32 {
        guard fraction.isFinite else { return session.withJob(token) { _ in JOBYARD_E_INVALID } ?? JOBYARD_E_STALE }
        let text = message.map { PluginText.cut($0, length, atMost: WireLimits.progressMessage) }
        return session.note(token) { $0.put(progress: max(0, min(1, fraction)), message: text, of: token) }
            ? 0 : JOBYARD_E_STALE
    }

    private static func setResult(_ token: UInt64, _ json: UnsafeRawPointer?, _ length: Int) -> Int32 {
        guard let rule = session.withJob(token, { $0.type.resultRule }) else { return JOBYARD_E_STALE }
        guard (0...WireLimits.result).contains(length) else {
            return session.withJob(token) { job in
                job.setResultTooBig(length)
                return JOBYARD_E_TOO_BIG
            } ?? JOBYARD_E_STALE
        }
        let result = Array(UnsafeRawBufferPointer(start: json, count: json == nil ? 0 : length))
        let refusal = rule.refusal(of: result)
        // Its pointer names members of the result: not for everybody's eyes.
        if let refusal { session.outbox.send(HostLog(token: token, level: 1, message: refusal)) }
        return session.withJob(token) { job in
            guard let refusal else {
                job.set(result: result)
                return 0
            }
            job.set(resultRefusal: refusal)
            return JOBYARD_E_INVALID
        } ?? JOBYARD_E_STALE
    }

    private static func setError(
        _ token: UInt64, _ code: UnsafePointer<CChar>?, _ message: UnsafePointer<CChar>?, _ length: Int,
        _ retryAfter: Int64
    ) -> Int32 {
        let codeLength = code.map { strnlen($0, WireLimits.errorCode + 1) } ?? 0
        let error = HostOutcome.HandlerError(
            code: PluginText.cut(code, codeLength, atMost: WireLimits.errorCode),
            message: PluginText.cut(message, length, atMost: WireLimits.errorMessage),
            retryAfterMilliseconds: retryAfter < 0 ? nil : retryAfter)
        return session.withJob(token) { job in
            job.set(error: error)
            return 0
        } ?? JOBYARD_E_STALE
    }

    private static func checkpoint(_ token: UInt64, _ bytes: UnsafeRawPointer?, _ length: Int) -> Int32 {
        guard (0...WireLimits.checkpoint).contains(length) else {
            return session.withJob(token) { _ in JOBYARD_E_TOO_BIG } ?? JOBYARD_E_STALE
        }
        let copy = Array(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : length))
        return session.note(token) { $0.put(checkpoint: copy, of: token) } ? 0 : JOBYARD_E_STALE
    }

    private static func complete(_ token: UInt64, _ outcome: Int32) -> Int32 {
        let answer = session.withJob(token) { job -> Int32 in
            guard outcome != JOBYARD_PENDING else { return JOBYARD_E_INVALID }
            job.complete(outcome)
            session.completedToken = token
            return 0
        }
        if answer == 0 { session.handlerBell.ring() }
        return answer ?? JOBYARD_E_STALE
    }

    private static func addToCounter(_ token: UInt64, _ name: UnsafePointer<CChar>?, _ delta: Double) {
        guard let name, delta.isFinite, delta >= 0 else { return }
        let text = PluginText.repaired(name, strnlen(name, PluginNames.longestCounterName + 1))
        guard PluginNames.isCounterName(text) else { return }
        _ = session.note(token, pluginToo: true) { $0.add(delta, to: text, of: token) }
    }

    private static func config(_ key: UnsafePointer<CChar>?, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int)
        -> Int64
    {
        setting(key, buffer, capacity, of: session.state.withLock { $0.settings?.config }, missing: JOBYARD_E_MISSING)
    }

    private static func secret(_ key: UnsafePointer<CChar>?, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int)
        -> Int64
    {
        setting(key, buffer, capacity, of: session.state.withLock { $0.settings?.secrets }, missing: JOBYARD_E_DENIED)
    }

    /// Copies as much as there is room for, and answers the whole length.
    private static func setting(
        _ key: UnsafePointer<CChar>?, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int,
        of settings: [String: String]?, missing: Int32
    ) -> Int64 {
        guard let key else { return Int64(JOBYARD_E_INVALID) }
        guard let value = settings?[String(cString: key)] else { return Int64(missing) }
        let bytes = Array(value.utf8)
        if let buffer { buffer.copyMemory(from: bytes, byteCount: max(0, min(capacity, bytes.count))) }
        return Int64(bytes.count)
    }
}
