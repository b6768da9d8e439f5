/// A plugin host did not come up.
struct HostStartError: Error, Sendable, Hashable, CustomStringConvertible {
    var reason: String

    var description: String { reason }
}
