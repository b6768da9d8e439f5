/// A ``Batcher`` took nothing: as many inputs as it may hold are waiting. Nothing was begun; try again in a moment.
package struct Overloaded: Error, Sendable, Hashable, CustomStringConvertible {
    package let waiting: Int

    package init(waiting: Int) { self.waiting = waiting }

    package var description: String { "\(waiting) others are waiting, no more are taken: try again in a moment" }
}
