/// Names one run of a worker process: new at every start, and after a heartbeat that says `gone`. No spaces, no slash.
package struct WorkerID: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }
}
