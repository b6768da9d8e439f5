import JobModel
import Logging
import NIOCore
import NIOPosix
import PluginWire
import Synchronization

/// The worker's side of plugins: finds and checks them, keeps their hosts warm, and runs attempts in them.
///
/// ``load()`` once, ``run()`` for as long as the worker lives, ``execute(_:onProgress:onCheckpoint:)`` in between.
package final class PluginRuntime: Sendable {
    struct State: Sendable {
        var catalog = PluginCatalog()
        /// By plugin id.
        var pools: [String: HostPool] = [:]
        var executions: [LeaseToken: Execution] = [:]
        var isStopped = false
    }

    let configuration: PluginRuntimeConfiguration
    let eventLoopGroup: any EventLoopGroup
    let logger: Logger
    let pages = HostPages()
    let state = Mutex(State())
    /// The token of the latest job, unique among all hosts of this worker.
    let lastToken = Atomic<UInt64>(0)
    private let onCounter: @Sendable (_ plugin: String, _ counter: String, _ delta: Double) -> Void

    /// - Parameter onCounter: hears of the plugins' own counters; from any thread.
    package init(
        configuration: PluginRuntimeConfiguration, eventLoopGroup: any EventLoopGroup, logger: Logger,
        onCounter: @escaping @Sendable (_ plugin: String, _ counter: String, _ delta: Double) -> Void = { _, _, _ in }
    ) {
        self.configuration = configuration
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        self.onCounter = onCounter
    }

    package var plugins: [LoadedPlugin] { state.withLock { $0.catalog.plugins } }

    /// What this worker offers.
    package var types: [JobType] { state.withLock { $0.catalog.types } }

    /// Those of ``types`` that can be run now: without the plugins whose hosts failed to start, until they may try again.
    package var leasableTypes: [JobType] {
        state.withLock { state in
            let resting = state.pools.filter { $0.value.restReason != nil }
            return state.catalog.types.filter { resting[$0.plugin.id] == nil }
        }
    }

    /// The files that are not served, and why.
    package var refusals: [PluginRefusal] { state.withLock { $0.catalog.refusals } }

    /// Of every file that was read: those that are served first, each kind in the order of reading.
    package var reports: [PluginReport] {
        state.withLock { state in
            state.catalog.plugins.map { PluginReport($0, restReason: state.pools[$0.identity.id]?.restReason) }
                + state.catalog.refusals.map { PluginReport($0) }
        }
    }

    /// The process ids of the plugin hosts that live.
    package var hostProcessIDs: [Int32] { pages.processIDs }

    /// Reads the plugin directories. A file that cannot serve is refused, with its reason in ``refusals`` and in the log.
    ///
    /// - Throws: ``PluginRefusal`` when the data directory cannot hold the checked copies.
    package func load() async throws {
        let store = try await openStore()
        var catalog = PluginCatalog()
        for path in configuration.pluginDirectories {
            let reading = try await NIOThreadPool.singleton.runIfActive {
                Result { () throws(PluginRefusal) in try PluginDirectory(path: path).read(into: store) }
            }
            switch reading {
            case .success(let findings): await load(findings, into: &catalog)
            case .failure(let refusal): refuse(refusal, in: &catalog)
            }
        }
        try? await NIOThreadPool.singleton.runIfActive { store.clean() }
        let pools = Dictionary(uniqueKeysWithValues: catalog.plugins.map { ($0.identity.id, makePool($0)) })
        state.withLock { state in
            state.catalog = catalog
            state.pools = pools
        }
    }

    func openStore() async throws -> GenerationStore {
        let directory = configuration.dataDirectory
        let opening = try await NIOThreadPool.singleton.runIfActive {
            Result { () throws(FileRefusal) in try GenerationStore(dataDirectory: directory) }
        }
        return try opening.mapError {
            PluginRefusal(file: "\(directory)/generations", reason: "the directory for plugin copies: \($0)")
        }.get()
    }

    /// A host that is tried must see that the worker is alive, for loading comes before ``run()``.
    func load(_ findings: [PluginDirectory.Finding], into catalog: inout PluginCatalog) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.raiseCounters() }
            for finding in findings { await load(finding, into: &catalog) }
            group.cancelAll()
        }
    }

    private func load(_ finding: PluginDirectory.Finding, into catalog: inout PluginCatalog) async {
        var sha256: String?
        var plugin: PluginDescription?
        do {
            let generation = try finding.generation.mapError {
                PluginRefusal(file: finding.file, reason: "\($0)")
            }.get()
            sha256 = generation.sha256
            let describer = PluginDescriber(
                hostExecutable: configuration.hostExecutable,
                timeoutMilliseconds: configuration.describeTimeoutMilliseconds, eventLoopGroup: eventLoopGroup)
            let json = try await describer.describe(generation.file)
            let description: PluginDescription
            do {
                description = try PluginDescription(json: json)
            } catch {
                throw PluginRefusal(file: finding.file, reason: "\(error)")
            }
            plugin = description
            try checkSettings(of: description.id, file: finding.file)
            var grown = catalog
            try grown.add(description, generation: generation, file: finding.file)
            if configuration.triesStarts, let plugin = grown.plugins.last { try await tryStart(of: plugin) }
            catalog = grown
            logger.info(
                "plugin loaded",
                metadata: [
                    "plugin": "\(description.id)", "version": "\(description.version)", "file": "\(finding.file)",
                    "types": "\(description.types.map(\.name).joined(separator: " "))",
                ])
        } catch {
            refuse(
                PluginRefusal(
                    file: finding.file, reason: (error as? PluginRefusal)?.reason ?? "\(error)", sha256: sha256,
                    plugin: plugin), in: &catalog)
        }
    }

    private func refuse(_ refusal: PluginRefusal, in catalog: inout PluginCatalog) {
        catalog.refuse(refusal)
        logger.error("plugin refused", metadata: ["file": "\(refusal.file)", "reason": "\(refusal.reason)"])
    }

    /// What does not start, or is not healthy, is refused: its jobs would wait for ever on a worker that offers it.
    private func tryStart(of plugin: LoadedPlugin) async throws {
        let pool = makePool(plugin)
        do {
            _ = try await pool.start()
        } catch {
            throw PluginRefusal(file: plugin.file, reason: "it does not start: \(error)")
        }
        await pool.stop()
    }

    private func checkSettings(of plugin: String, file: String) throws(PluginRefusal) {
        let size = HostCommand.start(settings(of: plugin).forHost).encoded().count
        guard size <= WireLimits.frame else {
            throw PluginRefusal(file: file, reason: "its configuration of \(size) bytes is too large")
        }
    }

    private func settings(of plugin: String) -> PluginSettings { configuration.settings[plugin] ?? PluginSettings() }

    private func makePool(_ plugin: LoadedPlugin) -> HostPool {
        let id = plugin.identity.id
        let settings = settings(of: id)
        var logger = logger
        logger[metadataKey: "plugin"] = "\(id)"
        let launch = HostLaunch(
            executable: configuration.hostExecutable, file: plugin.generationFile, settings: settings.forHost,
            environment: settings.environment,
            limits: HostLifecycle.Limits(start: configuration.startTimeoutMilliseconds), logger: logger)
        return HostPool(
            launch: launch, backoff: configuration.startBackoff,
            idleTime: .milliseconds(Int64(configuration.idleTimeMilliseconds)), pages: pages,
            eventLoopGroup: eventLoopGroup,
            onCounter: { [onCounter] name, delta in onCounter(id, name, delta) })
    }

    /// Tells the hosts that the worker is alive, until the task is cancelled; then ends all hosts, with what runs in them
    /// handed back, and reaps them.
    ///
    /// The counters are raised by this task and nothing else: where it stands still, so does the worker, and the hosts end
    /// themselves.
    package func run() async throws {
        await raiseCounters()
        await stop()
    }

    /// Until the task is cancelled.
    private func raiseCounters() async {
        while !Task.isCancelled {
            pages.raiseCounters()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func stop() async {
        let (executions, pools) = state.withLock { state in
            state.isStopped = true
            return (Array(state.executions.values), Array(state.pools.values))
        }
        await withDiscardingTaskGroup { group in
            for execution in executions { group.addTask { await execution.stop(.kill("the worker stops")) } }
            for pool in pools { group.addTask { await pool.stop() } }
        }
    }
}

extension PluginSettings {
    fileprivate var forHost: HostSettings { HostSettings(config: config, secrets: secrets) }
}
