/// A named share of a worker: how many jobs at once. (Which job types: all, until pools are configured.)
package struct Pool: Sendable, Hashable {
    package var name: String
    package var slots: Int

    package init(name: String = "default", slots: Int) {
        self.name = name
        self.slots = slots
    }
}
