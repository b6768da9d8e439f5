/// One entry of the events stream: what one script did, in order.
package struct JobTransitionBatch: Sendable, Hashable {
    /// The entry's number: without gaps within an epoch, and on from the record's where a new epoch begins.
    package let sequence: Int
    package var transitions: [JobTransition]
    /// The names of those fields that could not be read, such as a job's id: they will never be in the record.
    package var unreadable: [String]

    package init(sequence: Int, transitions: [JobTransition], unreadable: [String] = []) {
        self.sequence = sequence
        self.transitions = transitions
        self.unreadable = unreadable
    }
}
