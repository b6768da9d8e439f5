/// Why a job that runs is asked to end before it does by itself.
enum StopRequest: Sendable, Hashable {
    /// Somebody cancelled it.
    case cancel
    /// Its time is up.
    case timeout
    /// It gave no sign of life for as long as its type allows.
    case stall
    /// It is not this worker's to run any more; the handler is killed without being asked.
    case kill(String)
}
