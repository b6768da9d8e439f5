/// One entry of the events stream: what one script did, in order.
package struct JobTransitionBatch: Sendable, Hashable {
    /// The entry's number: without gaps within an epoch, and on from the record's where a new epoch begins.
    package let sequence: Int
    package var transitions: [JobTransition]

    package init(sequence: Int, transitions: [JobTransition]) {
        self.sequence = sequence
        self.transitions = transitions
    }
}
