/// A plugin host did not come up.
package struct HostStartError: Error, Sendable, Hashable, CustomStringConvertible {
    package var reason: String

    package var description: String { reason }
}
