import Foundation
import JobModel
import JobStore

/// What a new epoch costs where much is unfinished.
struct EpochTimes {
    let store: any JobStore

    func run(unfinished count: Int, into table: inout MarkdownTable) async throws {
        let mix = JobMix(count: count)
        for first in stride(from: 0, to: count, by: 2000) {
            _ = try await store.insertAll(
                (first..<min(first + 2000, count)).map { number in
                    var job = mix.story(number).submission
                    job.runAt = nil
                    return job
                })
        }
        let time = Time()
        let result = try await Submitters(store: store, count: 16).run {
            try await Task.sleep(for: .seconds(1))
            let start = ContinuousClock.now
            _ = try await store.raiseEpoch(from: 0, to: 1)
            await time.set(ContinuousClock.now - start)
            try await Task.sleep(for: .seconds(1))
        }
        table.add("\(count)", String(format: "%.0f", 1000 * (await time.value.seconds)), result.latencies.longest)
    }

    private actor Time {
        private(set) var value = Duration.zero
        func set(_ time: Duration) { value = time }
    }
}
