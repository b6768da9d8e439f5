/// The ABI's outcomes by name (`JOBYARD_OK` …), for the side that does not see the C header. A code that is none of
/// them means retry.
package enum OutcomeCode: Int32, Sendable {
    case ok = 0
    case retry = 1
    case discard = 2
    case cancelled = 3
    case pending = 4
}
