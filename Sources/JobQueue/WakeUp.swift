/// Why a worker is woken: what is published to its channel.
package enum WakeUp: String, Sendable, CaseIterable {
    /// There may be something to lease.
    case work = ""
    /// A job that it runs is to be cancelled: its heartbeat says which.
    case cancel
    /// Its heartbeat was taken in: the subscription delivers.
    case beat
}
