import JobModel
import JobStore

/// Clients that each submit one job after the other.
struct Submitters: Sendable {
    let store: any JobStore
    let count: Int

    /// Until so much time has passed.
    func run(for time: Duration) async throws -> (jobs: [Job], latencies: Latencies, seconds: Double) {
        let end = ContinuousClock.now + time
        return try await run { ContinuousClock.now < end }
    }

    /// While something else goes on.
    func run(while work: @escaping @Sendable () async throws -> Void) async throws -> (
        jobs: [Job], latencies: Latencies, seconds: Double
    ) {
        let task = Task { try await work() }
        let over = Over()
        let ending = Task {
            _ = await task.result
            await over.set()
        }
        let result = try await run { await !over.isOver }
        await ending.value
        try await task.value
        return result
    }

    private func run(_ goesOn: @escaping @Sendable () async -> Bool) async throws -> (
        jobs: [Job], latencies: Latencies, seconds: Double
    ) {
        let ids = JobIDGenerator()
        let mix = JobMix(count: 1_000_000)
        let start = ContinuousClock.now
        return try await withThrowingTaskGroup(of: ([Job], Latencies).self) { group in
            for submitter in 0..<count {
                group.addTask {
                    var jobs: [Job] = []
                    var latencies = Latencies()
                    var number = submitter
                    while await goesOn() {
                        var job = mix.story(number).submission
                        job.id = ids.next()
                        job.runAt = nil
                        number += count
                        let began = ContinuousClock.now
                        do {
                            jobs.append(try await store.insert(job).job)
                        } catch JobStoreError.unavailable {
                            // It would be tried again: its time counts.
                        }
                        latencies.add(ContinuousClock.now - began)
                    }
                    return (jobs, latencies)
                }
            }
            var all: [Job] = []
            var latencies = Latencies()
            for try await (jobs, times) in group {
                all += jobs
                latencies.add(times)
            }
            return (all, latencies, (ContinuousClock.now - start).seconds)
        }
    }

    private actor Over {
        private(set) var isOver = false
        func set() { isOver = true }
    }
}
