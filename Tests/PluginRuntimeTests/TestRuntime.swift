import Glibc
import JobModel
import Logging
import NIOPosix
import Synchronization
import Testing

@testable import PluginRuntime

/// A runtime with plugins of its own, run for the length of a test.
struct TestRuntime: Sendable {
    let runtime: PluginRuntime
    let directory: TemporaryDirectory
    let log: RecordedLog
    let counters: Counters

    /// The host that was built beside the tests.
    static let hostExecutable: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count - 1)
        let own = String(decoding: path.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        // The tests run in a process of the toolchain or of the package: the build folder is in its arguments.
        let candidates = ([own] + CommandLine.arguments).compactMap { text -> String? in
            guard let slash = text.utf8.lastIndex(of: 0x2F) else { return nil }
            return "\(text[..<slash])/jobyard-plugin-host"
        }
        return candidates.first { access($0, X_OK) == 0 } ?? "/jobyard-plugin-host-not-found"
    }()

    static func with(
        _ plugins: [(source: String, defines: [String])], settings: [String: PluginSettings] = [:],
        startTimeoutMilliseconds: Int = 30_000, describeTimeoutMilliseconds: Int = 30_000, triesStarts: Bool = false,
        startBackoff: RetryPolicy = RetryPolicy(baseMilliseconds: 10, factor: 2, capMilliseconds: 50),
        idleTimeMilliseconds: Int = 300_000,
        prepare: (_ pluginDirectory: String) throws -> Void = { _ in },
        _ body: @Sendable (TestRuntime) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let pluginDirectory = try directory.makeDirectory("plugins")
        for (index, plugin) in plugins.enumerated() {
            try CPlugin.compile(plugin.source, defines: plugin.defines, to: "\(pluginDirectory)/\(index)-plugin.so")
        }
        try prepare(pluginDirectory)
        let log = RecordedLog()
        let counters = Counters()
        let configuration = PluginRuntimeConfiguration(
            hostExecutable: hostExecutable, pluginDirectories: [pluginDirectory],
            dataDirectory: "\(directory.path)/data",
            settings: settings, startTimeoutMilliseconds: startTimeoutMilliseconds,
            describeTimeoutMilliseconds: describeTimeoutMilliseconds, triesStarts: triesStarts,
            startBackoff: startBackoff, idleTimeMilliseconds: idleTimeMilliseconds)
        let runtime = PluginRuntime(
            configuration: configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: log.logger,
            onCounter: { counters.add($0, $1, $2) })
        try await runtime.load()
        let test = TestRuntime(runtime: runtime, directory: directory, log: log, counters: counters)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runtime.run() }
            do {
                try await body(test)
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            try await group.waitForAll()
            #expect(runtime.hostProcessIDs.isEmpty, "the end of the runtime leaves no host")
        }
    }

    /// Runs one job of a type of `handlers.c`.
    func run(
        _ type: String, payload: String = "{}", timeoutMilliseconds: Int = 0, token: String = "w/1.0",
        onProgress: @escaping @Sendable (JobProgress) -> Void = { _ in },
        onCheckpoint: @escaping @Sendable ([UInt8]) -> Void = { _ in }
    ) async -> AttemptReport {
        await runtime.execute(
            Attempt(
                id: JobID(high: 0x0199_0000_0000_7000, low: 0x8000_0000_0000_0001), token: LeaseToken(token),
                type: type, number: 3, payload: Array(payload.utf8), checkpoint: Array("kept".utf8),
                timeoutMilliseconds: timeoutMilliseconds, retriesLeft: 2, pool: "default", traceParent: "00-ab-cd-01"),
            onProgress: onProgress, onCheckpoint: onCheckpoint)
    }
}

/// Sums of the plugins' own counters.
final class Counters: Sendable {
    private let sums = Mutex<[String: Double]>([:])

    func add(_ plugin: String, _ name: String, _ delta: Double) {
        sums.withLock { $0["\(plugin)/\(name)", default: 0] += delta }
    }

    subscript(name: String) -> Double? { sums.withLock { $0[name] } }
}

/// What was logged.
final class RecordedLog: Sendable {
    struct Line: Sendable {
        var level: Logger.Level
        var message: String
        var metadata: [String: String]
    }

    private let recorded = Mutex<[Line]>([])

    var lines: [Line] { recorded.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            log.recorded.withLock {
                $0.append(
                    Line(level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" }))
            }
        }
    }
}

extension AttemptReport {
    var resultText: String? { result.map { String(decoding: $0, as: UTF8.self) } }
}
