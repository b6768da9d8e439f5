/// A child process could not be started.
package struct SpawnError: Error, Sendable, Hashable, CustomStringConvertible {
    package var call: String
    package var number: Int32

    package init(call: String, number: Int32) {
        self.call = call
        self.number = number
    }

    package var description: String { "\(call) failed: \(SystemError(number))" }
}
