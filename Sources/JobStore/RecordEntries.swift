import JobModel

extension RecordRefusal: Error {}

extension RecordPosition {
    /// Of stream entries those that are not recorded yet, if they come from the Redis of this record and follow on from it.
    func fresh(of batches: [JobTransitionBatch], epoch: Int) -> Result<[JobTransitionBatch], RecordRefusal> {
        guard epoch == self.epoch else { return .failure(.otherEpoch(stored: self.epoch)) }
        let fresh = batches.filter { $0.sequence > sequence }
        for (batch, expected) in zip(fresh, (sequence + 1)...) where batch.sequence != expected {
            return .failure(.gap(expected: expected, found: batch.sequence))
        }
        return .success(fresh)
    }
}
