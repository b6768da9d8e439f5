import JobModel
import Logging
import NIOCore
import NIOPosix
import PluginWire
import Synchronization

extension PluginRuntime {
    /// Reads the plugin directories. A file that cannot serve is refused, with its reason in ``refusals`` and in the
    /// log.
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
            counters: PluginCounters(logger: logger) { [onCounter] name, delta in onCounter(id, name, delta) })
    }
}

extension PluginSettings {
    fileprivate var forHost: HostSettings { HostSettings(config: config, secrets: secrets) }
}
