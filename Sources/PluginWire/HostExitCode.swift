/// The exit codes by which a plugin host tells why it ended by itself. They are odd on purpose, so that no plugin's own
/// `exit` is taken for one of them.
package enum HostExitCode: Int32, Sendable {
    /// The command line was wrong, or the plugin cannot be loaded; the reason stands on standard error.
    case refused = 70
    /// The worker closed its end, or sent what is no frame.
    case workerGone = 213
    /// The worker stood still, or was cut off from this machine's time: the job was not at fault.
    case workerStoodStill = 214
    /// A job ran past its deadline and grace, and no worker had ended it.
    case overdue = 215
}
