import JobModel
import Logging
import NIOCore
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
    let onCounter: @Sendable (_ plugin: String, _ counter: String, _ delta: Double) -> Void

    /// - Parameter onCounter: hears how much the plugins' own counters grow: names of `[a-z0-9_]{1,64}`, at most 100 of
    ///   a plugin, and finite numbers not below 0. From any thread.
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

    /// Those of ``types`` that can be run now: without the plugins whose hosts failed to start, until they may try
    /// again.
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

    /// Tells the hosts that the worker is alive, until the task is cancelled; then ends all hosts, with what runs in
    /// them handed back, and reaps them.
    ///
    /// The counters are raised by this task and nothing else: where it stands still, so does the worker, and the hosts
    /// end themselves.
    package func run() async throws {
        await raiseCounters()
        await stop()
    }

    /// Until the task is cancelled.
    func raiseCounters() async {
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
