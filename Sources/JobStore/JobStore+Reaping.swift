import JobModel

extension JobStore {
    /// Deletes all rows that became final, by the database's clock, before then: in small transactions, with as long a rest
    /// after each as it took, so that submissions have half of the database's time (`StoreBenchmark --parts reap`).
    ///
    /// - Returns: how many.
    /// - Throws: `CancellationError` between two of them, too.
    package func reapAll(finishedBefore end: Timestamp, page: Int = 250) async throws -> Int {
        var reaped = 0
        while true {
            let start = ContinuousClock.now
            let count = try await reap(finishedBefore: end, limit: page)
            reaped += count
            guard count >= page else { return reaped }
            try await Task.sleep(for: ContinuousClock.now - start)
        }
    }
}
