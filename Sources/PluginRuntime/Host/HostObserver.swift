import ChildProcesses

/// Who wants to hear of a host.
struct HostObserver: Sendable {
    /// Where its page is raised from.
    let pages: HostPages
    /// Of its plugin's own.
    let counters: PluginCounters
    /// It ended and was reaped. Called on its event loop.
    let onEnd: @Sendable (HostProcess, ProcessExit) -> Void
}
