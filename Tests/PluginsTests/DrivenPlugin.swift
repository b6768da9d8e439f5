import CJobyardPlugin
import Dispatch
import Foundation
import Synchronization
import Testing

/// A plugin, started under a ``FakeHost`` and driven through the C ABI alone.
final class DrivenPlugin: @unchecked Sendable {
    // Unchecked: constant from init to stop.
    let description: jobyard_plugin
    private let state: UnsafeMutableRawPointer?

    struct Failure: Error {
        let message: String
    }

    /// Held from the entry of a plugin to the end of its init: between them a Swift plugin expects that no other plugin
    /// of its process is described.
    private static let starting = Mutex<Void>(())

    /// - Parameter descriptor: asks for what the entry function returns.
    init(_ descriptor: @autoclosure () throws -> UnsafePointer<jobyard_plugin>, host: FakeHost = .plain) throws {
        (description, state) = try Self.starting.withLock { _ in
            let description = try descriptor().pointee
            var state: UnsafeMutableRawPointer?
            if let start = description.`init`, start(host.pointer, &state) != 0 {
                throw Failure(message: "init refused to start")
            }
            nonisolated(unsafe) let started = (description, state)
            return started
        }
    }

    /// Loads a file that exports `jobyard_plugin_v1`, for good, as hosts do.
    convenience init(file: URL, host: FakeHost = .plain) throws {
        try self.init(Self.descriptor(ofFile: file), host: host)
    }

    private static func descriptor(ofFile file: URL) throws -> UnsafePointer<jobyard_plugin> {
        guard let image = dlopen(file.path, RTLD_NOW | RTLD_LOCAL) else {
            throw Failure(message: dlerror().map { String(cString: $0) } ?? "dlopen failed")
        }
        guard let symbol = dlsym(image, "jobyard_plugin_v1") else { throw Failure(message: "no entry function") }
        typealias Entry = @convention(c) (UInt32) -> UnsafePointer<jobyard_plugin>?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        guard let descriptor = entry(1 << 16) else { throw Failure(message: "the entry function refused") }
        guard entry(1 << 16) == descriptor else { throw Failure(message: "the entry function changed its mind") }
        return descriptor
    }

    /// A built-in plugin, from the folder that SwiftPM builds products into: that of the test bundle.
    convenience init(builtIn name: String, host: FakeHost = .plain) throws {
        let bundle = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        try self.init(file: bundle.deletingLastPathComponent().appending(path: "lib\(name).so"), host: host)
    }

    func stop() {
        description.shutdown?(state)
    }

    /// The same on a thread of its own, for plugins whose tasks still need those of the pool.
    func stopAfterTasks() async {
        await onThread { self.stop() }
    }

    /// What is wrong with the plugin, or `nil`.
    func health(capacity: Int) -> String? {
        var message = [CChar](repeating: 0, count: capacity)
        guard let health = description.health, health(state, &message, capacity) != 0 else { return nil }
        return String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    var types: [UnsafePointer<jobyard_job_type>] {
        var types: [UnsafePointer<jobyard_job_type>] = []
        while let type = description.types?[types.count] { types.append(type) }
        return types
    }

    /// Runs one attempt on a thread of its own, as handlers block, and if it is pending waits for its completion.
    ///
    /// - Parameters:
    ///   - cancelling: whether it is cancelled as soon as it runs.
    ///   - isCancelled: whether it was cancelled before it runs, too early for on_cancel to find it.
    func run(
        _ payload: String, type index: Int = 0, attempt: UInt32 = 1, checkpoint: [UInt8] = [],
        remainingMilliseconds: Int64 = .max, cancelling: Bool = false,
        isCancelled: Bool = false
    ) async -> FakeHost.Attempt {
        let job = FakeHost.begin(
            FakeHost.Attempt(isCancelled: isCancelled, remainingMilliseconds: remainingMilliseconds))
        nonisolated(unsafe) let type = types[index]
        let entered = DispatchSemaphore(value: 0)
        async let cancellation: Void = onThread {
            guard cancelling else { return }
            entered.wait()
            FakeHost.cancel(job)
            type.pointee.on_cancel?(self.state, job)
        }
        let outcome = await onThread {
            let returned = self.call(type, job, payload, attempt: attempt, checkpoint: checkpoint, entered)
            return returned == JOBYARD_PENDING ? FakeHost.completion(of: job) ?? JOBYARD_PENDING : returned
        }
        await cancellation
        var result = FakeHost.end(job) ?? FakeHost.Attempt()
        result.outcome = outcome
        return result
    }

    /// Begins one attempt of a job that stays pending, and does not wait for it.
    func begin(_ payload: String) async -> jobyard_job {
        let job = FakeHost.begin()
        nonisolated(unsafe) let type = types[0]
        let returned = await onThread {
            self.call(type, job, payload, attempt: 1, checkpoint: [], DispatchSemaphore(value: 0))
        }
        #expect(returned == JOBYARD_PENDING)
        return job
    }

    private func call(
        _ type: UnsafePointer<jobyard_job_type>, _ job: jobyard_job, _ payload: String, attempt: UInt32,
        checkpoint: [UInt8], _ entered: DispatchSemaphore
    ) -> Int32 {
        payload.withCString { payload in
            "018f-job".withCString { id in
                "default".withCString { pool in
                    checkpoint.withUnsafeBytes { checkpoint in
                        var run = jobyard_run()
                        run.size = UInt32(MemoryLayout<jobyard_run>.size)
                        run.attempt = attempt
                        run.job = job
                        run.job_type = type
                        run.id = id
                        run.type = type.pointee.name
                        run.pool = pool
                        run.payload = UnsafeRawPointer(payload)
                        run.payload_length = strlen(payload)
                        run.checkpoint = checkpoint.isEmpty ? nil : checkpoint.baseAddress
                        run.checkpoint_length = checkpoint.count
                        run.retries_left = 3
                        entered.signal()
                        return type.pointee.run?(state, &run) ?? -1
                    }
                }
            }
        }
    }

    private func onThread<Answer: Sendable>(_ work: @escaping () -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            nonisolated(unsafe) let work = work
            Thread { continuation.resume(returning: work()) }.start()
        }
    }
}
