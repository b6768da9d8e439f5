import ChildProcesses

/// Who wants to hear of a host.
struct HostObserver: Sendable {
    /// Where its page is raised from.
    let pages: HostPages
    /// A counter of the plugin's own grew.
    let onCounter: @Sendable (_ name: String, _ delta: Double) -> Void
    /// It ended and was reaped. Called on its event loop.
    let onEnd: @Sendable (HostProcess, ProcessExit) -> Void
}
