import CJobyardPlugin

/// The host's functions, as far as this host has them.
struct Host: @unchecked Sendable {
    // Unchecked: the table is constant until shutdown, and its functions may be called from any thread (rule 3).
    private let table: SizedStruct<jobyard_host>

    init(_ pointer: UnsafePointer<jobyard_host>) {
        table = SizedStruct(pointer)
    }

    func log(_ job: jobyard_job, _ level: LogLevel, _ message: String, fields: [String: LogValue]) {
        guard let log = table.read(\.log) else { return }
        withText(message) { message, length in
            if fields.isEmpty {
                log(job, level.rawValue, message, length, nil, 0)
            } else {
                withText(JSONText.object(fields)) { log(job, level.rawValue, message, length, $0, $1) }
            }
        }
    }

    func isCancelled(_ job: jobyard_job) -> Bool {
        table.read(\.is_cancelled).map { $0(job) != 0 } ?? false
    }

    /// `nil` without a timeout.
    func remainingMilliseconds(_ job: jobyard_job) -> Int64? {
        table.read(\.remaining_ms).map { $0(job) }.flatMap { $0 == .max ? nil : $0 }
    }

    func heartbeat(_ job: jobyard_job) {
        _ = table.read(\.heartbeat)?(job)
    }

    func progress(_ job: jobyard_job, _ fraction: Double, _ message: String?) {
        guard let progress = table.read(\.progress) else { return }
        if let message {
            withText(message) { _ = progress(job, fraction, $0, $1) }
        } else {
            _ = progress(job, fraction, nil, 0)
        }
    }

    func setResult(_ job: jobyard_job, _ json: [UInt8]) throws(HostError) {
        guard let setResult = table.read(\.set_result) else { throw .unsupported }
        try check(json.withUnsafeBytes { setResult(job, $0.baseAddress, $0.count) })
    }

    func setError(_ job: jobyard_job, code: String, message: String, retryAfterMilliseconds: Int64) {
        guard let setError = table.read(\.set_error) else { return }
        withText(message) { _ = setError(job, code, $0, $1, retryAfterMilliseconds) }
    }

    func checkpoint(_ job: jobyard_job, _ bytes: [UInt8]) throws(HostError) {
        guard let checkpoint = table.read(\.checkpoint) else { throw .unsupported }
        try check(bytes.withUnsafeBytes { checkpoint(job, $0.baseAddress, $0.count) })
    }

    /// A host that says that the job is over has ended it by itself, and there is nobody left to tell.
    func complete(_ job: jobyard_job, _ outcome: Int32) {
        _ = table.read(\.complete)?(job, outcome)
    }

    func addToCounter(_ job: jobyard_job, _ name: String, _ delta: Double) {
        table.read(\.counter_add)?(job, name, delta)
    }

    /// `nil` if the operator set no such key. A setting that is there and cannot be read is an error in the log: it
    /// must not pass for one that is not set.
    func configuration(_ key: String, for job: jobyard_job) -> String? {
        guard let get = table.read(\.get_config) else { return nil }
        do throws(HostError) {
            return try text { get(key, $0, $1) }
        } catch .missing {
            return nil
        } catch {
            log(job, .error, "the setting \(key) cannot be read: \(error)", fields: [:])
            return nil
        }
    }

    func secret(_ key: String) throws(HostError) -> String {
        guard let get = table.read(\.get_secret) else { throw .unsupported }
        return try text { get(key, $0, $1) }
    }

    /// Reads a text whose length is not known: most fit at once, the others are asked for again with enough room.
    private func text(_ get: (UnsafeMutableRawPointer?, Int) -> Int64) throws(HostError) -> String {
        var capacity = 256
        while true {
            var answer: Int64 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                answer = get(buffer.baseAddress, capacity)
                count = max(0, min(capacity, Int(clamping: answer)))
            }
            if let error = HostError(answer: answer) { throw error }
            if answer <= Int64(capacity) { return String(decoding: bytes, as: UTF8.self) }
            guard answer <= 1 << 24 else { throw .tooBig }
            capacity = Int(answer)
        }
    }

    private func check(_ answer: Int32) throws(HostError) {
        if let error = HostError(answer: Int64(answer)) { throw error }
    }

    private func withText(_ text: String, _ body: (UnsafePointer<CChar>, Int) -> Void) {
        text.withCString { body($0, text.utf8.count) }
    }
}
