/// How far the record has come.
package struct RecordPosition: Sendable, Hashable {
    package var epoch: Int
    package var sequence: Int

    package init(epoch: Int, sequence: Int) {
        self.epoch = epoch
        self.sequence = sequence
    }
}
