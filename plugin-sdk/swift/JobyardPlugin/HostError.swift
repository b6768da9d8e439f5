import CJobyardPlugin

/// Why the host refused a call.
public enum HostError: Error, Sendable, Hashable {
    /// The job is over.
    case stale
    /// Beyond a limit of the host's.
    case tooBig
    /// Not granted to this plugin.
    case denied
    /// The operator set no such key.
    case missing
    /// The host takes the argument for none, such as a result that is not JSON.
    case invalid
    /// This host is older than the call.
    case unsupported
    /// A later host's own number: see `JOBYARD_E_…` in its header.
    case unknown(Int64)

    /// `nil` for an answer that is no error.
    init?(answer: Int64) {
        guard answer < 0 else { return nil }
        self =
            switch Int32(clamping: answer) {
            case JOBYARD_E_STALE: .stale
            case JOBYARD_E_TOO_BIG: .tooBig
            case JOBYARD_E_DENIED: .denied
            case JOBYARD_E_MISSING: .missing
            case JOBYARD_E_INVALID: .invalid
            default: .unknown(answer)
            }
    }
}
