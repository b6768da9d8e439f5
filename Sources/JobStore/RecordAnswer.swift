import JobModel

/// What became of a batch of stream entries.
package enum RecordAnswer: Sendable, Hashable {
    /// All of it is in the record; entries up to the number `after` were already, and were passed over. What is final
    /// at the end of the entries, whether they changed the row or not, may be forgotten in Redis as long as its pair
    /// there is still this one.
    case recorded(after: Int, forgettable: [JobID: JobVersion])
    /// Nothing was written.
    case refused(RecordRefusal)
}

package enum RecordRefusal: Sendable, Hashable {
    /// The Redis that these entries come from is no longer the Redis: drop its connections.
    case otherEpoch(stored: Int)
    /// The entries do not follow on from the record: read the stream again from `expected`.
    case gap(expected: Int, found: Int)
}
