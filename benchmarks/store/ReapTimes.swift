import JobModel
import JobStore

/// Submissions while old rows are deleted.
struct ReapTimes {
    let store: any JobStore
    let page: Int
    let seconds: Int

    private static let submitters = 16

    func run(finishedBefore end: Timestamp) async throws {
        var table = MarkdownTable("\(Self.submitters) submitters", "jobs a second", "p50, ms", "p99, ms", "longest, ms")
        let submitters = Submitters(store: store, count: Self.submitters)
        func add(_ name: String, _ result: (jobs: [Job], latencies: Latencies, seconds: Double)) {
            table.add(
                name, "\(Int(Double(result.jobs.count) / result.seconds))", result.latencies.milliseconds(at: 0.5),
                result.latencies.milliseconds(at: 0.99), result.latencies.longest)
        }
        add("before", try await submitters.run(for: .seconds(seconds)))
        let count = Counter()
        let during = try await submitters.run {
            await count.add(try await store.reapAll(finishedBefore: end, page: page))
        }
        add("while \(await count.value) rows are reaped, in \(Int(during.seconds)) s", during)
        add("after", try await submitters.run(for: .seconds(seconds)))
    }

    private actor Counter {
        private(set) var value = 0
        func add(_ number: Int) { value += number }
    }
}
